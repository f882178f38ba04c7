//! Answers about reachability for people.

use std::fmt::Write as _;

use super::dto::{BlockedReport, DirectionReport, HopReport, PassageReport, ReachReport};
use super::{grounds, smallest};
use crate::report::dto::SourceDto;

/// The report as text, ending in a newline.
pub fn render(report: &ReachReport) -> String {
    let mut text = String::new();
    let (from, to) = (&report.there.from, &report.there.to);
    match report.isolated {
        Some("yes") => {
            text.push_str(&format!("`{from}` and `{to}` are isolated: neither reaches the other by any means\n\n"))
        }
        Some("no") => text.push_str(&format!("`{from}` and `{to}` are not isolated\n\n")),
        Some(_) => text.push_str(&format!("whether `{from}` and `{to}` are isolated cannot be told\n\n")),
        None => {}
    }
    let asked = (report.traffic.as_str(), report.isolated.is_some());
    direction(&mut text, &report.there, asked, &report.sources);
    text.push('\n');
    direction(&mut text, &report.back, asked, &report.sources);
    if let Some(change) = &report.smallest_change {
        smallest::write(&mut text, change);
    }
    if !report.assumed.is_empty() {
        text.push_str("\nTaken as open, for the design does not say:\n");
        for line in &report.assumed {
            let _ = writeln!(text, "  {line}");
        }
    }
    let blocked = [&report.there, &report.back].into_iter().filter_map(|one| one.blocked.as_ref());
    let cited: Vec<&str> = blocked.flat_map(|way| &way.obstacles).flat_map(|one| one.facts.iter().copied()).collect();
    grounds::write(&mut text, &report.sources, &cited);
    text
}

fn direction(text: &mut String, one: &DirectionReport, (traffic, isolation): (&str, bool), sources: &[SourceDto]) {
    let (from, to) = (&one.from, &one.to);
    let what = if traffic == "all" { String::new() } else { format!(" with {traffic}") };
    let _ = match one.verdict {
        "yes" => writeln!(text, "`{from}` reaches `{to}`{what}: {}", one.admitted.as_deref().unwrap_or("yes")),
        "no" if isolation => writeln!(text, "`{from}` cannot reach `{to}` by any means"),
        "no" => writeln!(text, "`{from}` does not reach `{to}`{what}"),
        _ => writeln!(text, "whether `{from}` reaches `{to}`{what} is unknown"),
    };
    for cause in &one.causes {
        let _ = writeln!(text, "  because {cause}");
    }
    for way in one.ways.iter().chain(&one.perhaps).take(3) {
        passage(text, way);
    }
    let told = one.ways.len().min(3);
    let more = one.more_ways + one.ways.len().saturating_sub(told);
    if more > 0 {
        let _ = writeln!(text, "  and {more} more {}", if more == 1 { "way" } else { "ways" });
    }
    if !one.unreached.is_empty() {
        let _ = writeln!(text, "  not from {}", one.unreached.join(", "));
    }
    if let Some(way) = &one.blocked {
        blocked(text, way, sources);
    }
}

fn passage(text: &mut String, way: &PassageReport) {
    let _ = writeln!(text, "  {}", way.witness);
    path(text, &way.path);
    let names: Vec<&str> = way.reply.iter().map(|hop| hop.name.as_str()).collect();
    let _ = writeln!(text, "      reply: {}", names.join(" → "));
}

fn blocked(text: &mut String, way: &BlockedReport, sources: &[SourceDto]) {
    if let Some(packet) = &way.packet {
        let _ = writeln!(text, "  {packet}");
    }
    path(text, &way.path);
    for obstacle in &way.obstacles {
        let leg = if obstacle.of_reply { "reply blocked" } else { "blocked" };
        let number = |fact: &&str| sources.iter().position(|source| *fact == source.fact);
        let numbers = obstacle.facts.iter().filter_map(number).map(|index| format!(" [{}]", index.saturating_add(1)));
        let _ = writeln!(text, "    {leg}: {}{}", obstacle.message, numbers.collect::<String>());
    }
}

fn path(text: &mut String, path: &[HopReport]) {
    for hop in path {
        let note = hop.note.as_deref().map(|note| format!(" ({note})")).unwrap_or_default();
        let _ = writeln!(text, "    {} {}{note}", hop.kind.replace('_', " "), hop.name);
    }
}
