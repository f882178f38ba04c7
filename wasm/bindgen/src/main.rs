//! Wraps a compiled .wasm for the browser: `wasm-bindgen --out-dir DIR IN.wasm`, or `--version`.
//!
//! The words are those of wasm-bindgen's own command line, so either program will do.
//! Only what `wasm/build.sh` passes is understood.

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut out_dir = None;
    let mut input = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--version" => {
                println!("wasm-bindgen {}", wasm_bindgen_shared::version());
                return Ok(());
            }
            "--target" => {
                let target = arguments.next().context("`--target` needs a value")?;
                ensure!(target == "web", "target `{target}` is not offered, only `web`");
            }
            "--out-dir" => out_dir = arguments.next().map(PathBuf::from),
            // Always done, see below.
            "--remove-producers-section" | "--remove-name-section" => {}
            other if other.starts_with('-') => bail!("unknown option `{other}`"),
            _ => input = Some(PathBuf::from(argument)),
        }
    }
    Bindgen::new()
        .web(true)?
        .input_path(input.context("no input file")?)
        .typescript(true)
        // Compiler versions and function names are not needed in the page.
        .remove_producers_section(true)
        .remove_name_section(true)
        // The library's default differs from the command line's: with it, `init()` would not
        // find its .wasm by itself.
        .omit_default_module_path(false)
        .generate(out_dir.context("`--out-dir` is missing")?)
}
