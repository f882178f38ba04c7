//! Cost over volume as a picture: a line for each mechanism, both axes by factors of ten.

use std::fmt::Write as _;

use super::{CurveDto, NeedCurves};
use crate::design::Megabytes;
use crate::facts::Usd;
use crate::order::Arrange;
use crate::report::words::title;

const WIDTH: i64 = 820;
const HEIGHT: i64 = 260;
const LEFT: i64 = 84;
/// Right of the lines stand the names of their mechanisms.
const RIGHT: i64 = 300;
const TOP: i64 = 12;
const BOTTOM: i64 = 30;
/// How lines of one colour are told apart.
const DASHES: [&str; 7] = ["", "8 4", "2 4", "10 3 2 3", "5 5", "12 4 4 4", "1 3"];
/// Steps to a factor of two.
const STEPS: i64 = 256;
/// Steps to a factor of ten.
const DECADE: i64 = 850;
/// Least space between two names.
const NAME: i64 = 13;

/// The lines of a need as SVG to stand in a page: colours are the page's, by a class for each family; the words are said in
/// the label too. Nothing where no mechanism has a line, or none costs anything.
///
/// Complexity: linear in lines and volumes.
pub(in crate::report) fn picture(curves: &NeedCurves, volumes: &[u64]) -> String {
    let dollars = |line: &CurveDto| line.usd.iter().map(|usd| height_of(*usd)).collect::<Vec<_>>();
    let heights: Vec<Vec<i64>> = curves.lines.iter().map(dollars).collect();
    let (Some(first), Some(last)) = (volumes.first(), volumes.last()) else { return String::new() };
    // What costs nothing at any volume needs no picture.
    if heights.iter().flatten().all(|height| *height == -DECADE) {
        return String::new();
    }
    let low = heights.iter().flatten().min().map_or(0, |low| low.div_euclid(DECADE));
    // Steps are rounded: a thousand dollars need no decade above them.
    let high = heights.iter().flatten().max().map_or(1, |high| ((high - 4).div_euclid(DECADE) + 1).max(low + 1));
    let y = |height: i64| HEIGHT - BOTTOM - (height - low * DECADE) * (HEIGHT - TOP - BOTTOM) / ((high - low) * DECADE);
    let (begin, end) = (logarithm(u128::from(*first)), logarithm(u128::from(*last)));
    let x = |megabytes: u64| {
        LEFT + (logarithm(u128::from(megabytes)) - begin) * (WIDTH - LEFT - RIGHT) / (end - begin).max(1)
    };
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"US$ a month over traffic a month, if the need were alone: {}\">",
        said(curves)
    );
    for decade in low..=high {
        let at = y(decade * DECADE);
        put(&mut out, format_args!("<path class=\"grid\" d=\"M{LEFT} {at}H{}\"/>", WIDTH - RIGHT));
        let text = if decade < 0 { "$0.10 or less".to_owned() } else { format!("${}", grouped(decade)) };
        put(&mut out, format_args!("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{text}</text>", LEFT - 6, at + 4));
    }
    for megabytes in volumes.iter().filter(|one| one.to_string().trim_end_matches('0') == "1") {
        let text = Megabytes(*megabytes);
        put(
            &mut out,
            format_args!("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{text}</text>", x(*megabytes), HEIGHT - 10),
        );
    }
    let inside = |megabytes: &u64| (*first..=*last).contains(megabytes);
    for turn in curves.turns.iter().map(|turn| turn.traffic_mb).filter(inside) {
        put(&mut out, format_args!("<path class=\"turn\" d=\"M{} {TOP}V{}\"/>", x(turn), HEIGHT - BOTTOM));
    }
    if let Some(now) = curves.traffic_mb.filter(inside) {
        put(&mut out, format_args!("<path class=\"now\" d=\"M{} {TOP}V{}\"/>", x(now), HEIGHT - BOTTOM));
        put(&mut out, format_args!("<text x=\"{}\" y=\"{}\">now</text>", x(now) + 4, TOP + 8));
    }
    let mut names: Vec<(i64, &CurveDto)> = Vec::new();
    for ((line, heights), dash) in curves.lines.iter().zip(&heights).zip(DASHES.iter().cycle()) {
        let points = heights.iter().zip(volumes).map(|(height, volume)| format!("{} {}", x(*volume), y(*height)));
        let points = points.collect::<Vec<_>>().join("L");
        let class = line.family.to_ascii_lowercase().replace(' ', "-");
        put(
            &mut out,
            format_args!("<path class=\"curve family-{class}\" stroke-dasharray=\"{dash}\" d=\"M{points}\"/>"),
        );
        names.push((heights.last().map_or(TOP, |height| y(*height) + 4), line));
    }
    names.arrange_by_key(|(at, _)| *at);
    let mut free = 0;
    for (at, _) in &mut names {
        *at = free.max(*at);
        free = *at + NAME;
    }
    // Those that were pushed out below stand on each other.
    let mut free = HEIGHT - BOTTOM + 4;
    for (at, line) in names.into_iter().rev() {
        let at = free.min(at);
        free = at - NAME;
        let bound = if line.complete { "" } else { " (at least)" };
        let name = title(line.mechanism);
        put(&mut out, format_args!("<text x=\"{}\" y=\"{at}\">{name}{bound}</text>", WIDTH - RIGHT + 6));
    }
    out.push_str("</svg>");
    out
}

/// Each line in words: what it costs at the least and at the greatest volume.
fn said(curves: &NeedCurves) -> String {
    let one = |line: &CurveDto| {
        let ends = line.usd.first().zip(line.usd.last());
        ends.map(|(least, most)| format!("{} from ${least} to ${most}", title(line.mechanism)))
    };
    curves.lines.iter().filter_map(one).collect::<Vec<_>>().join("; ")
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = out.write_fmt(text);
}

/// Ten to a power, with commas.
fn grouped(power: i64) -> String {
    let digits = (0..=power).map(|place| if place == power { '1' } else { '0' });
    let mut text = String::new();
    for (place, digit) in digits.enumerate() {
        if place > 0 && place % 3 == 0 {
            text.insert(0, ',');
        }
        text.insert(0, digit);
    }
    text
}

/// How high a sum stands, in steps above one dollar; ten cents and less are one.
fn height_of(usd: Usd) -> i64 {
    const DOLLAR: i128 = Usd::from_dollars(1).pico();
    let pico = u128::try_from(usd.pico()).unwrap_or(0);
    (logarithm(pico) - logarithm(DOLLAR.unsigned_abs())).max(-DECADE)
}

/// The logarithm by two in steps, by squaring: exact enough for a pixel, and the same on every machine.
fn logarithm(value: u128) -> i64 {
    let Some(whole) = value.checked_ilog2() else { return i64::MIN / 4 };
    // The value between one and two, as 32 bits after the point.
    let mut rest = if whole >= 32 { value >> (whole - 32) } else { value << (32 - whole) };
    let mut steps = i64::from(whole);
    let mut more = 1;
    while more < STEPS {
        rest = (rest * rest) >> 32;
        steps *= 2;
        more *= 2;
        if rest >= 1 << 33 {
            rest >>= 1;
            steps += 1;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_those_of_mathematics() {
        for (value, wanted) in [(1, 0), (2, 256), (3, 405), (10, 850), (1_000, 2_551), (1_000_000_000_000, 10_204)] {
            assert_eq!(logarithm(value), wanted, "{value}");
        }
        assert_eq!((grouped(0), grouped(3), grouped(6)), ("1".into(), "1,000".into(), "1,000,000".into()));
    }

    #[test]
    fn lines_rise_with_their_sums_and_names_keep_apart() {
        let usd = |dollars: i64| Usd::from_dollars(dollars);
        let line = |mechanism, sums: [i64; 2]| CurveDto {
            mechanism,
            family: "PrivateLink".to_owned(),
            usd: sums.map(usd).to_vec(),
            complete: sums != [0, 0],
        };
        let curves = NeedCurves {
            need: "n".to_owned(),
            traffic_mb: Some(100_000),
            requests: None,
            consumers: None,
            lines: vec![
                line("vpc_peering", [10, 1_000]),
                line("transit_gateway", [10, 1_000]),
                line("privatelink_service", [0, 0]),
            ],
            counts: Vec::new(),
            turns: Vec::new(),
        };
        let drawn = picture(&curves, &[10_000, 1_000_000]);
        // From the second of four decades to the top.
        assert!(drawn.contains("d=\"M84 121L520 12\""), "{drawn}");
        assert!(drawn.contains("y=\"16\">VPC peering<") && drawn.contains("y=\"29\">Transit Gateway<"), "{drawn}");
        assert!(drawn.contains("(at least)") && drawn.contains(">now<") && drawn.contains("$0.10 or less"), "{drawn}");
        assert_eq!(picture(&NeedCurves { lines: Vec::new(), ..curves }, &[1]), "");
    }
}
