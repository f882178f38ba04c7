//! The browser's door: text in, text out, no logic.
