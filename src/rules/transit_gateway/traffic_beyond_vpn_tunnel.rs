//! TL321 traffic-beyond-vpn-tunnel.

use crate::design::{Link, LinkKind, Megabytes, Need};
use crate::facts::{FactId, LimitId};
use crate::finding::{Finding, Locus, RuleId, Severity};
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(321),
    name: "traffic-beyond-vpn-tunnel",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[FactId::VpnBwStandard, FactId::VpnLargeGate, FactId::VpnEcmp, FactId::BeHours],
    docs: include_str!("traffic_beyond_vpn_tunnel.md"),
    check: Check::Carriage(check),
};

/// Megabits of a megabyte.
const BITS: u128 = 8;
/// Seconds of an hour.
const SECONDS: u128 = 3_600;

fn check(context: &Context<'_>, need: &Need, link: &Link, findings: &mut Findings) {
    let LinkKind::SiteToSiteVpn(vpn) = &link.kind else { return };
    // On a transit gateway tunnels are larger and share the load.
    if vpn.vpc.is_none() {
        return;
    }
    let width = u128::from(context.facts.limit(LimitId::VpnBwStandard));
    let seconds = u128::from(context.facts.limit(LimitId::BeHours)) * SECONDS;
    let average = need.traffic.filter(|traffic| u128::from(traffic.0) * BITS > width * seconds);
    if let Some(traffic) = average {
        findings.push(too_much(need, link, traffic, width));
    } else if let Some(peak) = need.peak_mbps.filter(|peak| u128::from(*peak) > width) {
        let message = format!(
            "a peak of {peak} Mbps is more than the {width} Mbps of the one tunnel that `{}` uses at a time",
            link.id
        );
        findings.push(too_narrow(need.field("peak"), message, link));
    }
}

fn too_much(need: &Need, link: &Link, traffic: Megabytes, width: u128) -> Finding {
    let message = format!(
        "{traffic} a month is more on average than the {width} Mbps of the one tunnel that `{}` uses at a time",
        link.id
    );
    too_narrow(need.field("traffic"), message, link)
}

fn too_narrow(at: Locus, message: String, link: &Link) -> Finding {
    RULE.finding(at, message)
        .and_at(link.locus(), "the VPN")
        .fix("end the VPN on a transit gateway, where tunnels share the load and may be larger, or use Direct Connect")
}
