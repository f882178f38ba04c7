//! The address space for a terminal: a line a subnet or free block, then where the next subnet fits, then overlaps.

use std::fmt::Write as _;

use super::dto::{BlockSpace, Network, Overlap, Part, PartKind, SpaceReport};
use crate::report::words::clean;

/// Free blocks told of one block; the others are counted.
const FREE_TOLD: usize = 6;

/// The address space as text, ending in a newline unless there are no networks.
pub fn render(space: &SpaceReport) -> String {
    let mut out = String::new();
    for network in &space.networks {
        one(network, &space.overlaps, &mut out);
        out.push('\n');
    }
    for overlap in &space.overlaps {
        shared(overlap, &mut out);
    }
    if space.networks.is_empty() {
        out.push_str("no network with an address block\n");
    }
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}

fn one(network: &Network, overlaps: &[Overlap], out: &mut String) {
    let kind = if network.kind == "vpc" { "VPC" } else { "site" };
    let account = network.account.as_ref().map(|account| format!("account {account}"));
    let about: Vec<String> = network.region.clone().into_iter().chain(account).collect();
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
    line(out, format_args!("{kind} {}{about}", clean(&network.id)));
    for block in &network.blocks {
        of_block(network, block, overlaps, out);
    }
    let fits: Vec<String> = network
        .next_fits
        .iter()
        .filter_map(|fit| fit.cidr.map(|cidr| format!("/{} at {}", fit.prefix_len, cidr.first())))
        .collect();
    match (network.next_fits.is_empty(), fits.is_empty()) {
        (true, _) => {}
        (false, true) => line(out, format_args!("  next fit: no subnet fits any more")),
        (false, false) => line(out, format_args!("  next fit: {}", fits.join(", "))),
    }
}

fn of_block(network: &Network, block: &BlockSpace, overlaps: &[Overlap], out: &mut String) {
    let size = block.addresses.map_or("more than 2^53".to_owned(), grouped);
    let free = block.free_ppm.map_or(String::new(), |ppm| format!(", {} in no subnet", percent(ppm)));
    line(out, format_args!("  {}  {size} addresses{free}", block.cidr));
    if let Some(overlap) = block.overlap.and_then(|index| overlaps.get(index)) {
        let mut others: Vec<String> =
            overlap.members.iter().filter(|one| one.id != network.id).map(|one| clean(&one.id)).collect();
        others.dedup();
        line(out, format_args!("    shared with {}", others.join(", ")));
    }
    let wide = block.parts.iter().map(|part| part.cidr.to_string().len()).max().unwrap_or(0);
    let mut free = 0_usize;
    for part in &block.parts {
        free = free.saturating_add(usize::from(part.kind == PartKind::Free));
        if part.kind == PartKind::Subnet || free <= FREE_TOLD {
            line(out, format_args!("    {:<wide$}  {}", part.cidr.to_string(), about(part)));
        }
    }
    if free > FREE_TOLD {
        line(out, format_args!("    and {} more free blocks", free.saturating_sub(FREE_TOLD)));
    }
}

fn about(part: &Part) -> String {
    let Some(id) = &part.id else {
        return part.addresses.map_or("free".to_owned(), |count| format!("free, {} addresses", grouped(count)));
    };
    let zone = part.az.as_ref().map_or(String::new(), |az| format!(", {}", clean(az)));
    let use_ = match (part.used, part.available) {
        (Some(used), Some(left)) => format!(", {} used, {} left", grouped(used), grouped(left)),
        _ if part.room_for_28.is_some() => ", use not given".to_owned(),
        _ => String::new(),
    };
    format!("{}{zone}{use_}", clean(id))
}

fn shared(overlap: &Overlap, out: &mut String) {
    line(out, format_args!("{} is used by several networks", overlap.around));
    for one in &overlap.members {
        let could = one.could_be.map_or(String::new(), |cidr| format!(", could be {cidr}"));
        line(out, format_args!("  {} {}{could}", clean(&one.id), one.cidr));
    }
}

/// A count with its thousands apart.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Millionths as a percentage with one decimal, rounded down.
fn percent(ppm: u32) -> String {
    format!("{}.{} %", ppm / 10_000, ppm / 1_000 % 10)
}
