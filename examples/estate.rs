//! Prints a generated design of so many VPCs as JSON: `cargo run --release --example estate -- 1000 > estate.json`.

use std::error::Error;
use std::io::Write as _;

#[path = "../benches/estate/mod.rs"]
mod estate;

fn main() -> Result<(), Box<dyn Error>> {
    let vpcs: usize = std::env::args().nth(1).ok_or("how many VPCs?")?.parse()?;
    let text = serde_json::to_string_pretty(&estate::design(vpcs))?;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
