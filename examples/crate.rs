//! The crate's door: reviews the designs named on the command line and prints the JSON result.
//!
//! `cargo run --example crate -- examples/roadshow.yaml`

use std::error::Error;
use std::io::Write as _;

use tieline::facts::Facts;
use tieline::{Input, Scope, report, review};

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<(String, Vec<u8>)> = std::env::args()
        .skip(1)
        .map(|name| std::fs::read(&name).map(|bytes| (name, bytes)))
        .collect::<Result<_, _>>()?;
    let inputs: Vec<Input<'_>> = files.iter().map(|(name, bytes)| Input { name, bytes }).collect();
    let facts = Facts::shipped();
    let json = report::json(&review(&inputs, &facts, Scope::Review), &facts)?;
    std::io::stdout().write_all(json.as_bytes())?;
    Ok(())
}
