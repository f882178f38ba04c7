//! The page being written: colour, indentation and wrapping. Knows nothing of findings or advice.

use annotate_snippets::renderer::{AnsiColor, Effects, Style as Ink};

use super::{Layout, Style};
pub(super) use crate::report::words::clean;

/// What a stretch of text is, from which its colour follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// A heading or a name.
    Strong,
    /// Chosen, or as it should be.
    Good,
    /// An error, or something that cannot be.
    Bad,
    /// Something to mind.
    Doubtful,
    /// What may be skipped.
    Faint,
}

/// Narrower than this nothing is wrapped: the words would stand in a column.
const NARROWEST: usize = 40;

/// A report in the making.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    layout: Layout,
}

impl Page {
    pub(super) fn new(layout: &Layout) -> Self {
        Self { text: String::new(), layout: *layout }
    }

    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    /// The text in the colour of its tone.
    pub(super) fn paint(&self, tone: Tone, text: &str) -> String {
        paint(self.layout.style, tone, text)
    }

    /// A heading on a line of its own.
    pub(super) fn heading(&mut self, text: &str) {
        let text = self.paint(Tone::Strong, text);
        self.line(&text);
    }

    /// A line as it is, cleaned of nothing: it was drawn elsewhere, or painted.
    pub(super) fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// Several lines drawn elsewhere.
    pub(super) fn raw(&mut self, text: &str) {
        for line in text.lines() {
            self.line(line);
        }
    }

    /// An empty line, unless the page just had one.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A text after a lead that takes `lead` columns; its further lines start at column `indent`, as does all of it
    /// where the lead leaves no room.
    pub(super) fn hang(&mut self, painted: &str, lead: usize, indent: usize, text: &str) {
        let width = self.layout.width;
        if lead.saturating_add(NARROWEST) > width.max(indent.saturating_add(NARROWEST)) {
            self.line(painted);
            for line in wrap(&clean(text), width.saturating_sub(indent), width.saturating_sub(indent)) {
                self.line(&format!("{:indent$}{line}", ""));
            }
            return;
        }
        let mut lines = wrap(&clean(text), width.saturating_sub(lead), width.saturating_sub(indent)).into_iter();
        let first = lines.next().unwrap_or_default();
        self.line(&format!("{painted}{first}"));
        for line in lines {
            self.line(&format!("{:indent$}{line}", ""));
        }
    }

    /// An unpainted lead with its text, whose lines stand under each other.
    pub(super) fn item(&mut self, lead: &str, text: &str) {
        let width = columns(lead);
        self.hang(lead, width, width, text);
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// A text in the colour of its tone.
pub(super) fn paint(style: Style, tone: Tone, text: &str) -> String {
    if style == Style::Plain {
        return text.to_owned();
    }
    let ink = match tone {
        Tone::Strong => Ink::new().effects(Effects::BOLD),
        Tone::Good => AnsiColor::Green.on_default().effects(Effects::BOLD),
        Tone::Bad => AnsiColor::BrightRed.on_default().effects(Effects::BOLD),
        Tone::Doubtful => AnsiColor::Yellow.on_default().effects(Effects::BOLD),
        Tone::Faint => Ink::new().effects(Effects::DIMMED),
    };
    format!("{ink}{text}{ink:#}")
}

/// The width of a text in characters.
pub(super) fn columns(text: &str) -> usize {
    text.chars().count()
}

/// The lines of a text: the first within `first` columns, the others within `rest`; a word that is longer stays whole.
pub(super) fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut width = first.max(NARROWEST);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0_usize;
    for word in text.split_whitespace() {
        let long = columns(word);
        if used > 0 && used + 1 + long > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
            width = rest.max(NARROWEST);
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += long;
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}
