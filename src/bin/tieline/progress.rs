//! A bar on standard error while long advice is worked out: on a terminal only, and gone when it is done.

use std::io::{IsTerminal as _, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tieline::advise;

/// Needs up to which advice is there before a bar could be read.
const FEW_NEEDS: usize = 500;
/// How often the time is shown anew.
const BEAT: Duration = Duration::from_millis(250);
/// What the bar looks like: no colour, for it is gone in a moment.
const STYLE: &str = "{msg} {wide_bar} {pos}/{len} {elapsed}";

/// How far advice has come, shown where somebody may be waiting.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Shows how far it is; nothing where standard error is no terminal.
    pub(crate) fn show(&mut self, progress: advise::Progress) {
        match progress {
            advise::Progress::Judging { needs, of }
                if self.bar.is_some() || (of > FEW_NEEDS && stderr().is_terminal()) =>
            {
                let bar = self.bar.get_or_insert_with(|| started(of));
                bar.set_position(u64::try_from(needs).unwrap_or(u64::MAX));
            }
            advise::Progress::Judging { .. } => {}
            advise::Progress::Planning { round } => self.say(format!("plan {}", round + 1)),
            advise::Progress::Explaining => self.say("explanations".to_owned()),
        }
    }

    /// From here on nothing more can be counted.
    fn say(&self, what: String) {
        if let Some(bar) = &self.bar {
            bar.set_position(bar.length().unwrap_or(0));
            bar.set_message(what);
        }
    }

    /// Takes the bar away.
    pub(crate) fn done(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

fn started(of: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(of).unwrap_or(u64::MAX)).with_message("needs");
    bar.enable_steady_tick(BEAT);
    match ProgressStyle::with_template(STYLE) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
