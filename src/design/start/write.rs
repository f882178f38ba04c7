//! The text of a design to begin with. Every answer was checked, so nothing needs quoting.

use std::fmt::Write as _;

use super::{Answers, Goal, Initiator};
use crate::cidr::Cidr;

/// What the text begins with.
const HEAD: &str = "\
# A design to begin with. Put your own names, blocks and volumes in, then ask again.
# Subnets lack their zones: say which, as in { az: use1-az1, cidr: 10.0.0.0/24 }.
# The whole format: tieline schema
tieline: 1
";

pub(super) fn design(answers: &Answers) -> String {
    let mut out = HEAD.to_owned();
    line(&mut out, format_args!("region: {}", answers.region));
    line(&mut out, format_args!("vpcs:"));
    for (index, name) in names(answers).iter().enumerate() {
        vpc(&mut out, answers, index, name);
    }
    if answers.on_premises {
        line(&mut out, format_args!("sites:"));
        line(&mut out, format_args!("  on-premises: {{ cidrs: [192.168.0.0/16] }}"));
    }
    if answers.reach == Goal::Application {
        applications(&mut out, answers);
    }
    needs(&mut out, answers);
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{text}");
}

/// The VPCs: that of the application, then those of its clients.
fn names(answers: &Answers) -> Vec<String> {
    let clients = answers.vpcs.saturating_sub(1);
    let numbered =
        |number: u16| if clients == 1 { answers.client.clone() } else { format!("{}-{number}", answers.client) };
    std::iter::once(answers.service.clone())
        .chain((1..=clients).map(numbered))
        .map(|one| format!("{one}-vpc"))
        .collect()
}

fn vpc(out: &mut String, answers: &Answers, index: usize, name: &str) {
    // 10.0.0.0/8 has 256 blocks of this size, and a beginning has fewer VPCs.
    let second = if answers.overlapping { 0 } else { u8::try_from(index).unwrap_or(u8::MAX) };
    let account = account(index % usize::from(answers.accounts.max(1)));
    line(out, format_args!("  {name}:"));
    line(out, format_args!("    account: \"{account}\""));
    line(out, format_args!("    cidrs: [{}]", Cidr::v4([10, second, 0, 0], 16)));
    line(out, format_args!("    subnets:"));
    for (zone, third) in [("a", 0), ("b", 1)] {
        let cidr = Cidr::v4([10, second, third, 0], 24);
        let short = name.trim_end_matches("-vpc");
        line(out, format_args!("      {short}-{zone}: {{ cidr: {cidr}, used: 20 }}"));
    }
}

/// A number of twelve digits that nobody takes for a real account.
fn account(index: usize) -> String {
    format!("{:012}", 111_111_111_111_u64.saturating_add(u64::try_from(index).unwrap_or(0)))
}

fn applications(out: &mut String, answers: &Answers) {
    line(out, format_args!("applications:"));
    for (index, vpc) in names(answers).iter().enumerate() {
        let name = vpc.trim_end_matches("-vpc");
        if index == 0 {
            line(out, format_args!("  {name}: {{ vpc: {vpc}, runs_on: ecs, serves: [{}] }}", answers.protocol));
        } else {
            line(out, format_args!("  {name}: {{ vpc: {vpc}, runs_on: ecs }}"));
        }
    }
}

fn needs(out: &mut String, answers: &Answers) {
    line(out, format_args!("needs:"));
    let names = names(answers);
    if answers.reach == Goal::Networks {
        let mut parties = names.clone();
        parties.extend(answers.on_premises.then(|| "on-premises".to_owned()));
        let volume = terms(answers, false);
        line(out, format_args!("  all-networks: {{ between: [{}]{volume} }}", parties.join(", ")));
        return;
    }
    let rest = terms(answers, true);
    for vpc in names.iter().skip(1) {
        let client = vpc.trim_end_matches("-vpc");
        line(out, format_args!("  {client}-to-{0}: {{ from: {client}, to: {0}{rest} }}", answers.service));
    }
    if answers.on_premises {
        line(out, format_args!("  on-premises-to-{0}: {{ from: on-premises, to: {0}{rest} }}", answers.service));
    }
}

/// What follows the parties of a need: volumes, and what the connection must offer.
fn terms(answers: &Answers, with_requests: bool) -> String {
    let mut terms = String::new();
    if !answers.traffic.is_empty() {
        terms.push_str(&format!(", traffic: {}", answers.traffic.trim()));
    }
    if with_requests && !answers.requests.is_empty() {
        terms.push_str(&format!(", requests: {}", answers.requests.trim()));
    }
    let mut requires = answers.requires.clone();
    let either = answers.initiates == Initiator::Either && answers.reach == Goal::Application;
    if either && !requires.iter().any(|one| one == "server_initiates") {
        requires.push("server_initiates".to_owned());
    }
    if !requires.is_empty() {
        terms.push_str(&format!(", requires: [{}]", requires.join(", ")));
    }
    terms
}
