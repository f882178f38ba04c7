//! The exit status: part of what scripts rely on, so each number stands here once.

use std::process::{ExitCode, Termination};

/// How the command ended. The output format never changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Status {
    /// 0: it ran, and found nothing at or above `--fail-on`.
    Clean = 0,
    /// 1: it ran, and found something at or above `--fail-on`, or a need that no mechanism can serve.
    Found = 1,
    /// 2: it could not do its job: wrong usage, or an input that could not be read.
    Failed = 2,
    /// 3: it ran, and what was asked cannot be told from the design.
    Unknown = 3,
}

impl Termination for Status {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
