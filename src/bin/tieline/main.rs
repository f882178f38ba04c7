//! The command line's door: arguments, files, colour and exit status; no verdicts.
fn main() {}
