//! `explain`: the page of a rule, what a mechanism is and adds, what a fact says and who says so.

use std::fmt::Write as _;
use std::sync::Arc;

use tieline::advise::mechanism::{PROPOSED, facts_about};
use tieline::design::{Mechanism, Policy};
use tieline::facts::{Adjustable, Confidence, Fact, FactId, Facts, Source, TierBound, Value};
use tieline::report::text::Show;
use tieline::rules::{self, Rule};
use tieline::source::nearest;

use crate::arguments::Explain;
use crate::inputs;
use crate::output::{Failure, Output};
use crate::reference::stage;
use crate::status::Status;
use crate::terms;

/// Names shown at most for one that is not known.
const SHOWN: usize = 4;

pub(crate) fn run(asked: &Explain, output: &mut Output) -> Result<Status, Failure> {
    let facts = inputs::facts(asked.overlay.facts.as_deref(), &output.error_layout())?;
    let name = asked.name.trim();
    let text = if let Some(rule) = rules::find(name) {
        rule_page(rule, &facts)
    } else if let Some(mechanism) = Mechanism::from_wire(name) {
        mechanism_page(mechanism, &facts)
    } else if let Ok(fact) = name.parse::<FactId>() {
        fact_page(facts.fact(fact), output.layout(Show::Findings).width)
    } else {
        let policies = terms::policies(&asked.own, &asked.files, output)?;
        let by_name = |policy: &&Arc<Policy>| policy.id.as_str() == name;
        let by_number =
            |policy: &&Arc<Policy>| policy.number.is_some() && policy.rule_id().to_string().eq_ignore_ascii_case(name);
        match policies.iter().find(by_name).or_else(|| policies.iter().find(by_number)) {
            Some(policy) => policy_page(policy),
            None => return Err(Failure::new(unknown(name, &policies))),
        }
    };
    output.result(&text)?;
    Ok(Status::Clean)
}

fn unknown(name: &str, policies: &[Arc<Policy>]) -> String {
    let rules: Vec<String> = rules::ALL.iter().map(|rule| rule.id.to_string()).collect();
    let numbers = rules.iter().map(String::as_str);
    let names = rules::ALL.iter().map(|rule| rule.name).chain(policies.iter().map(|policy| policy.id.as_str()));
    let mechanisms = Mechanism::ALL.iter().map(|mechanism| mechanism.wire());
    let facts = FactId::ALL.iter().map(|fact| fact.as_str());
    // Each kind by itself: facts are many, and would crowd out the rest.
    let mut near = nearest(name, mechanisms);
    near.extend(nearest(name, numbers.chain(names)));
    near.extend(nearest(name, facts));
    let near: Vec<String> = near.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let end = if near.is_empty() {
        "`tieline rules` lists the rules; reports name mechanisms and facts".to_owned()
    } else {
        format!("did you mean {}?", near.join(" or "))
    };
    format!("no rule, mechanism or fact is called `{name}`; {end}")
}

fn rule_page(rule: &Rule, facts: &Facts) -> String {
    let mut page = format!("{} {}\n", rule.id, rule.name);
    let _ = writeln!(page, "{}, {}, since {}", rule.severity, stage(rule.status), rule.since);
    // The page's own title says the same.
    let docs = rule.docs.trim();
    let docs = if docs.starts_with("# ") { docs.split_once('\n').map_or("", |(_, rest)| rest.trim()) } else { docs };
    if !docs.is_empty() {
        let _ = writeln!(page, "\n{docs}");
    }
    if !rule.facts.is_empty() {
        page.push_str("\n## Facts\n\n");
        for fact in rule.facts {
            let _ = writeln!(page, "- {fact}: {}", facts.fact(*fact).statement);
        }
        page.push_str("\n`tieline explain FACT` tells who says so.\n");
    }
    page
}

/// A policy: what its owner says of it, and the page of what it demands.
fn policy_page(policy: &Policy) -> String {
    // Names and words of a file may hold anything but control characters; see `Page`.
    let plain = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let mut page = format!("{} {}\n{}, your own\n", policy.rule_id(), policy.id, policy.severity);
    if let Some(message) = &policy.message {
        let _ = writeln!(page, "\n{}", plain(message));
    }
    if let Some(reference) = &policy.reference {
        let _ = writeln!(page, "\nsee {reference}");
    }
    let _ = writeln!(page, "\nIt demands what this rule looks for:\n\n{}", policy.docs().trim());
    page
}

fn mechanism_page(mechanism: Mechanism, facts: &Facts) -> String {
    let advised = if PROPOSED.contains(&mechanism) {
        "The adviser proposes it where it fits."
    } else {
        "This version does not propose it."
    };
    let mut page = format!(
        "{mechanism}\n{}, family {}\n\nAdds: {}.\n{advised}\n",
        mechanism.title(),
        mechanism.family(),
        adds(mechanism)
    );
    let about: Vec<&Fact> = facts_about(mechanism).map(|fact| facts.fact(fact)).collect();
    for title in ["What AWS says of it", "Limits", "Prices"] {
        let those: Vec<&&Fact> = about.iter().filter(|fact| heading(&fact.value) == title).collect();
        if !those.is_empty() {
            let _ = writeln!(page, "\n## {title}\n");
            for fact in those {
                let _ = writeln!(page, "- {}: {}", fact.id, fact.statement);
            }
        }
    }
    if !about.is_empty() {
        page.push_str("\n`tieline explain FACT` tells who says so.\n");
    }
    page
}

/// Under what a fact stands on the page of its mechanism.
fn heading(value: &Value) -> &'static str {
    match value {
        Value::Statement | Value::Texts(_) => "What AWS says of it",
        Value::Number { .. } => "Limits",
        Value::Prices { .. } => "Prices",
    }
}

/// What a mechanism adds to a network.
fn adds(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::SameVpc => "nothing; both ends stand in one VPC",
        Mechanism::VpcPeering => "one VPC peering connection between two VPCs, and routes over it on both sides",
        Mechanism::TransitGateway => {
            "a transit gateway where there is none, an attachment for each VPC or site, and routes to it"
        }
        Mechanism::TransitGatewayNat => {
            "what Transit Gateway adds, and a one-to-one translation of addresses on an attachment"
        }
        Mechanism::PrivateNatTransitGateway => "what Transit Gateway adds, and private NAT gateways before it",
        Mechanism::CloudWan => "a core network with its policy, and an attachment for each VPC",
        Mechanism::VpcSharing => "subnets of one account shared with another, so that both stand in one VPC",
        Mechanism::PrivatelinkService => {
            "a Network Load Balancer where there is none, an endpoint service, and an interface endpoint in the client's VPC"
        }
        Mechanism::PrivatelinkResource => {
            "a resource gateway and a resource configuration in the server's VPC, and a resource endpoint in the client's"
        }
        Mechanism::PrivatelinkTunnel => {
            "a resource configuration for a block of addresses, and a tunnel endpoint to it"
        }
        Mechanism::LatticeAssociation => {
            "a service network where there is none, a service or resource in it, and an association of the client's VPC"
        }
        Mechanism::LatticeEndpoint => {
            "a service network where there is none, a service or resource in it, and a service-network endpoint in the client's VPC"
        }
        Mechanism::GatewayEndpoint => "a gateway endpoint, and routes to it in the chosen route tables",
        Mechanism::InterfaceEndpoint => {
            "an interface endpoint for an AWS service, with one network interface in each chosen subnet"
        }
        Mechanism::SiteToSiteVpn => "a customer gateway and a Site-to-Site VPN connection",
        Mechanism::DirectConnect => "a Direct Connect connection, its virtual interface and its gateway",
        Mechanism::ServiceMesh => "proxies beside the applications, inside or across clusters",
    }
}

fn fact_page(fact: &Fact, width: usize) -> String {
    let mut page = format!("{}\n{}\n\n", fact.id, fact.statement);
    let mut say = |label: &str, text: &str| {
        let _ = writeln!(page, "{label:<13}{text}");
    };
    match &fact.value {
        Value::Statement => {}
        Value::Number { amount, unit } => say("value", &format!("{amount} {unit}")),
        Value::Texts(texts) => listed(texts, width.saturating_sub(13), &mut say),
        Value::Prices { unit, rows } => {
            let mut label = "price";
            for (region, row) in rows {
                let region = if region == "*" { "every Region" } else { region };
                let tiers: Vec<String> = row
                    .tiers
                    .iter()
                    .map(|tier| {
                        let end = tier.up_to.map(|bound| format!(" up to {}", bound_text(bound, unit)));
                        format!("${} per {unit}{}", tier.usd.to_decimal_string(), end.unwrap_or_default())
                    })
                    .collect();
                let day = row.as_of.as_ref().map(|day| format!(", as of {day}")).unwrap_or_default();
                let sources: Vec<&str> = row.sources.iter().map(|source| source.key.as_str()).collect();
                let text =
                    format!("{}{day}, {} ({})", tiers.join(", then "), confidence(row.confidence), sources.join(", "));
                say(label, &format!("{region}: {text}"));
                label = "";
            }
        }
    }
    if let Some(scope) = &fact.scope {
        say("scope", scope);
    }
    match fact.adjustable {
        Some(Adjustable::No) => say("adjustable", "no"),
        Some(Adjustable::Yes) => say("adjustable", "yes, on request"),
        Some(Adjustable::Maximum(maximum)) => say("adjustable", &format!("up to {maximum}")),
        Some(Adjustable::NotStated) => say("adjustable", "the source does not say"),
        None => {}
    }
    say("confidence", confidence(fact.confidence));
    if let Some(day) = &fact.checked_on {
        say("read on", day);
    }
    let mut label = if fact.sources.len() == 1 { "source" } else { "sources" };
    for source in &fact.sources {
        say(label, &cited(source));
        label = "";
    }
    if let Some(other) = &fact.contradicted_by {
        say("disputed", &other.statement);
        say("", &cited(&other.source));
    }
    page
}

fn listed(texts: &[String], width: usize, say: &mut impl FnMut(&str, &str)) {
    let (mut label, mut line) = ("values", String::new());
    for text in texts {
        if !line.is_empty() && line.len().saturating_add(text.len()).saturating_add(2) > width {
            say(label, &format!("{line},"));
            label = "";
            line.clear();
        }
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(text);
    }
    say(label, &line);
}

fn bound_text(bound: TierBound, unit: &str) -> String {
    match bound {
        TierBound::Unit(count) => format!("{count} {unit}"),
        TierBound::Tb(count) => format!("{count} TB"),
        TierBound::Pb(count) => format!("{count} PB"),
    }
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::User => "given by you",
        Confidence::AwsPage => "read on an AWS page",
        Confidence::AwsExcerpt => "read in an excerpt of AWS material",
        Confidence::Computed => "computed from other facts",
        Confidence::ThirdParty => "read outside AWS only",
    }
}

fn cited(source: &Source) -> String {
    match &source.url {
        Some(url) => format!("{} <{url}>", source.title),
        None => source.title.clone(),
    }
}
