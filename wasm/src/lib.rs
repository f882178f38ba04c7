//! The browser's door: text in, text out, no logic.
//!
//! Both questions take the files as JSON, `[{ "name": "…", "text": "…" }]`, answer JSON, and throw for no input
//! whatever: a file that cannot be read comes back as a finding.

use tieline::facts::Facts;
use tieline::report::{self, diagram::Scene};
use tieline::{Input, Review, Scope, review as look_at};
use wasm_bindgen::prelude::wasm_bindgen;

/// Sends a panic's message to the browser's console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Tieline's version, as in `tieline --version`.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Findings and coverage: the bytes of `tieline check --format json`. The quick half, for while someone types.
#[wasm_bindgen]
#[must_use]
pub fn check(files: &str) -> String {
    let facts = Facts::shipped();
    report::json(&of(files, &facts, Scope::Check), &facts).unwrap_or_default()
}

/// Findings, advice and coverage: the bytes of `tieline review --format json`.
#[wasm_bindgen]
#[must_use]
pub fn review(files: &str) -> String {
    let facts = Facts::shipped();
    report::json(&of(files, &facts, Scope::Review), &facts).unwrap_or_default()
}

/// The picture: boxes and edges with their coordinates.
#[wasm_bindgen]
#[must_use]
pub fn scene(files: &str) -> String {
    let facts = Facts::shipped();
    serde_json::to_string(&Scene::of(&of(files, &facts, Scope::Review))).unwrap_or_default()
}

#[derive(serde::Deserialize)]
struct File {
    name: String,
    text: String,
}

fn of(files: &str, facts: &Facts, scope: Scope) -> Review {
    match serde_json::from_str::<Vec<File>>(files) {
        Ok(files) => {
            let inputs: Vec<Input<'_>> =
                files.iter().map(|file| Input { name: &file.name, bytes: file.text.as_bytes() }).collect();
            look_at(&inputs, facts, scope)
        }
        // Not what the page sends; told as a file that cannot be read.
        Err(_) => look_at(&[Input { name: "request", bytes: files.as_bytes() }], facts, scope),
    }
}
