//! Where results and complaints go: results to standard output, everything else to standard error.

use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};
use tieline::report::text::{Layout, Show, Style};

use crate::arguments::Color;
use crate::status::Status;

/// Why the command could not do its job.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What to print on standard error, `error` included, each with what to do about it.
    pub(crate) complaints: Vec<String>,
}

/// Both streams, and whether they are coloured.
#[derive(Debug)]
pub(crate) struct Output {
    choice: ColorChoice,
}

/// Width of what is not written to a terminal, so that files and pipes are the same everywhere.
const WIDTH: usize = 100;
/// The widest text that is still easy to read.
const WIDEST: usize = 120;
/// The narrowest terminal that lines are wrapped for.
const NARROWEST: usize = 60;

impl Failure {
    /// One complaint in words.
    pub(crate) fn new(complaint: impl Display) -> Self {
        Self::all([complaint])
    }

    /// Several complaints in words.
    pub(crate) fn all(complaints: impl IntoIterator<Item = impl Display>) -> Self {
        Self { complaints: complaints.into_iter().map(|complaint| format!("error: {complaint}")).collect() }
    }
}

impl Output {
    pub(crate) fn new(color: Color) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { choice }
    }

    /// The layout of a report on standard output.
    pub(crate) fn layout(&self, show: Show) -> Layout {
        let stdout = io::stdout();
        Layout { style: self.style(|| AutoStream::choice(&stdout)), width: width(stdout.is_terminal()), show }
    }

    /// The layout of what is drawn on standard error.
    pub(crate) fn error_layout(&self) -> Layout {
        let stderr = io::stderr();
        let style = self.style(|| AutoStream::choice(&stderr));
        Layout { style, width: width(stderr.is_terminal()), show: Show::Findings }
    }

    fn style(&self, automatic: impl Fn() -> ColorChoice) -> Style {
        let choice = if self.choice == ColorChoice::Auto { automatic() } else { self.choice };
        if choice == ColorChoice::Never { Style::Plain } else { Style::Colour }
    }

    /// Writes a result. A reader that stops reading, as `head` does, is no failure.
    pub(crate) fn result(&mut self, text: &str) -> Result<(), Failure> {
        let mut stream = AutoStream::new(io::stdout().lock(), self.choice);
        match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("the result could not be written: {}", plainly(&error))))
            }
            _ => Ok(()),
        }
    }

    /// Writes what is told beside a result.
    pub(crate) fn aside(&mut self, text: &str) -> Result<(), Failure> {
        let mut stream = AutoStream::new(io::stderr().lock(), self.choice);
        // With standard error gone there is nobody left to tell.
        let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
        Ok(())
    }

    /// Writes why the job was not done.
    pub(crate) fn failed(&mut self, failure: &Failure) -> Status {
        let mut stream = AutoStream::new(io::stderr().lock(), self.choice);
        for complaint in &failure.complaints {
            // With standard error gone there is nobody left to tell.
            let _ = writeln!(stream, "{}", complaint.trim_end());
        }
        Status::Failed
    }
}

/// Writes what clap has to say: help to standard output, wrong usage to standard error.
pub(crate) fn usage(error: &clap::Error) -> Status {
    // With the stream gone there is nobody left to tell.
    let _ = error.print();
    if error.use_stderr() { Status::Failed } else { Status::Clean }
}

/// An error of the system without its number.
pub(crate) fn plainly(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

fn width(terminal: bool) -> usize {
    if !terminal {
        return WIDTH;
    }
    let measured = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    measured.unwrap_or(WIDTH).clamp(NARROWEST, WIDEST)
}
