//! Things of the model in words, shared by all renderers.

use std::collections::{BTreeMap, BTreeSet};

use super::dto::{AdviceDto, BillDto, FindingDto, GrowthDto, LinkDto, NeedDto, ProofDto, SetAsideDto};
use crate::advise::addition::Addition;
use crate::advise::growth::Outcome;
use crate::advise::pure::PurePlan;
use crate::advise::turning::{At, TurningPoint};
use crate::advise::unmeasured::{Open, REQUESTS, TRAFFIC, Turn, Unmeasured};
use crate::cidr::Cidr;
use crate::design::Mechanism;
use crate::facts::Usd;
use crate::ids::{AzId, NeedId, SubnetId};

/// What an addition makes, as a fragment that can stand in a list.
pub(super) fn addition(addition: &Addition) -> String {
    match addition {
        Addition::Subnet { vpc, subnet, az, cidr } => {
            let zone = az.as_ref().map_or(String::new(), |az: &AzId| format!(" in {az}"));
            format!("subnet `{vpc}/{subnet}` with {cidr}{zone}")
        }
        Addition::SecondaryBlock { vpc, cidr } => format!("secondary block {cidr} in VPC `{vpc}`"),
        Addition::LoadBalancer { application, door: Some(vpc) } => {
            format!("Network Load Balancer in VPC `{vpc}` before `{application}`")
        }
        Addition::LoadBalancer { application, door: None } => format!("Network Load Balancer before `{application}`"),
        Addition::Peering { between: (one, two), .. } => format!("VPC peering connection between `{one}` and `{two}`"),
        Addition::TransitGateway { link, segmented: false, .. } => format!("transit gateway `{link}`"),
        Addition::TransitGateway { link, .. } => {
            format!("transit gateway `{link}` with route tables of its own and no default one")
        }
        Addition::VpnToVpc { site, vpc, .. } => {
            format!("Site-to-Site VPN connection to `{site}` on the virtual private gateway of VPC `{vpc}`")
        }
        Addition::DirectConnect { site, gbps, .. } => {
            format!("Direct Connect connection of {gbps} Gbps to `{site}`, with its Direct Connect gateway")
        }
        Addition::DirectConnectVpc { link, vpc } => {
            format!("virtual private gateway of VPC `{vpc}`, associated with the Direct Connect gateway of `{link}`")
        }
        Addition::TransitGatewayPeering { between: (one, two), .. } => {
            format!("peering of transit gateways `{one}` and `{two}` with static routes on both")
        }
        Addition::CoreNetwork { link } => format!("Cloud WAN core network `{link}`"),
        Addition::CoreEdge { region, .. } => format!("core network edge in {region}"),
        Addition::CoreAttachment { vpc, subnets, segment, .. } => {
            format!("attachment of VPC `{vpc}` in {}{}", names(subnets), in_segment(segment.as_ref()))
        }
        Addition::CoreHybrid { hybrid, segment, .. } => {
            format!("attachment of `{hybrid}`{}", in_segment(segment.as_ref()))
        }
        Addition::SegmentSharing { between: (one, other), .. } if one == other => {
            format!("segment `{one}` open within itself")
        }
        Addition::SegmentSharing { between: (one, other), .. } => {
            format!("routes of segments `{one}` and `{other}` shared")
        }
        Addition::SharedVpc { vpc, .. } => format!("subnets of VPC `{vpc}` shared by AWS RAM"),
        Addition::ShareWith { account, .. } => format!("share with account {account}"),
        Addition::MoveIn { vpc, .. } => format!("workloads of VPC `{vpc}` moved into the shared subnets"),
        Addition::AllowedPrefixes { whose, prefixes, .. } => {
            let prefixes: Vec<String> = prefixes.iter().map(ToString::to_string).collect();
            format!("{} among the allowed prefixes for `{whose}`", prefixes.join(", "))
        }
        Addition::AttachmentSubnets { vpc, subnets, .. } => {
            format!("{} in the attachment of VPC `{vpc}` as well", names(subnets))
        }
        Addition::AttachmentIpv6 { vpc, .. } => format!("IPv6 on the attachment of VPC `{vpc}`"),
        Addition::AttachmentNat { vpc, nat, .. } => {
            let pairs: Vec<String> = nat.iter().map(|(inside, outside)| format!("{inside} as {outside}")).collect();
            format!("static NAT on the attachment of VPC `{vpc}`: {}", pairs.join(", "))
        }
        Addition::PrivateNat { vpc, routable, zones: 0, .. } => {
            format!("static route to {routable} of VPC `{vpc}` alone, without propagation")
        }
        Addition::PrivateNat { vpc, routable, zones, .. } => {
            let what = if *zones == 1 { "private NAT gateway" } else { "private NAT gateways" };
            format!("{zones} {what} in VPC `{vpc}`, and a static route to {routable} alone, without propagation")
        }
        Addition::Tunnel { vpc, gateway, .. } => {
            format!("CIDR resource configuration for VPC `{vpc}` with a resource gateway in {}", names(gateway))
        }
        Addition::TunnelEndpoint { vpc, subnets, .. } => {
            format!("tunnel endpoint in VPC `{vpc}`, in {}", names(subnets))
        }
        Addition::GatewayEndpoint { service, vpc, .. } => {
            format!("gateway endpoint for `{service}` in VPC `{vpc}`, with a route in every route table")
        }
        Addition::AwsEndpoint { service, vpc, subnets, .. } => {
            format!("interface endpoint for `{service}` in VPC `{vpc}`, in {}", names(subnets))
        }
        Addition::MeshMember { link, application } => format!("`{application}` in the mesh `{link}`"),
        Addition::Vpn { site, .. } => format!("Site-to-Site VPN connection to `{site}`"),
        Addition::Attachment { vpc, subnets, .. } => format!("attachment of VPC `{vpc}` in {}", names(subnets)),
        Addition::HybridAttachment { hybrid, .. } => format!("attachment of `{hybrid}`"),
        Addition::Propagation { table, home, .. } => format!("propagation of {home} into route table `{table}`"),
        Addition::EndpointService { application, .. } => format!("endpoint service for `{application}`"),
        Addition::ResourceConfiguration { application, gateway, .. } => {
            format!("resource configuration for `{application}` with a resource gateway in {}", names(gateway))
        }
        Addition::InterfaceEndpoint { vpc, subnets, .. } => {
            format!("interface endpoint in VPC `{vpc}`, in {}", names(subnets))
        }
        Addition::ResourceEndpoint { vpc, subnets, .. } => {
            format!("resource endpoint in VPC `{vpc}`, in {}", names(subnets))
        }
        Addition::ServiceNetwork { link, .. } => format!("service network `{link}`"),
        Addition::LatticeService { application, .. } => format!("VPC Lattice service for `{application}`"),
        Addition::LatticeResource { application, gateway, .. } => {
            format!("resource configuration for `{application}` with a resource gateway in {}", names(gateway))
        }
        Addition::AuthPolicy { application, .. } => format!("IAM auth policy on the service for `{application}`"),
        Addition::Association { vpc, .. } => format!("VPC association of `{vpc}`"),
        Addition::ServiceNetworkEndpoint { vpc, subnets, .. } => {
            format!("service-network endpoint in VPC `{vpc}`, in {}", names(subnets))
        }
        Addition::Routes { vpc, link, to } => {
            let to: Vec<String> = to.iter().map(Cidr::to_string).collect();
            format!("routes to {} over `{link}` in VPC `{vpc}`", to.join(", "))
        }
    }
}

/// A turning point as a sentence without a full stop.
pub(super) fn turning_point(point: &TurningPoint) -> String {
    let becomes = point.becomes.map_or("nothing that fits", Mechanism::title);
    let value = turning_value(point);
    match (point.at, point.above) {
        (At::Traffic(_) | At::Requests(_), true) => format!("above about {value}, {becomes}"),
        (At::Traffic(_) | At::Requests(_), false) => format!("below about {value}, {becomes}"),
        (_, true) => format!("from {value} on, {becomes}"),
        (_, false) => format!("at {value} and fewer, {becomes}"),
    }
}

/// The value of a turning point, as designs write it.
pub(super) fn turning_value(point: &TurningPoint) -> String {
    volume(&point.at)
}

/// A volume, as designs write it, or a number of things.
pub(super) fn volume(at: &At) -> String {
    match at {
        At::Traffic(volume) => format!("{volume}/month"),
        At::Requests(count) => format!("{}/month", requests(*count)),
        At::Consumers(count) => counted(usize::from(*count), "consumer", "consumers"),
        At::Vpcs(count) => counted(usize::from(*count), "VPC", "VPCs"),
        At::Services(count) => counted(usize::from(*count), "such service", "such services"),
    }
}

/// What a turning point is about: the field of a need that gives a volume, or what is counted.
pub(super) fn input(at: &At) -> &'static str {
    match at {
        At::Traffic(_) => "traffic",
        At::Requests(_) => "requests",
        At::Consumers(_) => "consumers",
        At::Vpcs(_) => "vpcs",
        At::Services(_) => "services",
    }
}

/// What is assumed of volumes that are not given.
pub(super) fn assumed_volumes(unmeasured: &Unmeasured) -> String {
    let between = |least: At, most: At| format!("{} to {}", volume(&least), volume(&most));
    let traffic = between(At::Traffic(TRAFFIC.0), At::Traffic(TRAFFIC.1));
    let requests = between(At::Requests(REQUESTS.0), At::Requests(REQUESTS.1));
    let any = |unknown: fn(&Open) -> bool| unmeasured.needs.iter().any(unknown);
    match (any(|one| one.traffic), any(|one| one.requests)) {
        (true, false) => traffic,
        (false, _) => requests,
        (true, true) => format!("{traffic} and {requests}"),
    }
}

/// A volume that is not given and would change the answer, as a sentence without a full stop.
pub(super) fn turn(open: &Open, turn: &Turn) -> String {
    let told = |mechanism: Option<Mechanism>| mechanism.map_or("nothing", Mechanism::title);
    let change = |(need, now, then): &(NeedId, Option<Mechanism>, Option<Mechanism>)| {
        format!("`{need}` takes {} instead of {}", told(*then), told(*now))
    };
    let changes: Vec<String> = turn.changes.iter().map(change).collect();
    format!("from about {} of `{}`, {}", volume(&turn.at), open.need, changes.join(", "))
}

/// The band of a plan's cost, as a sentence without a full stop.
pub(super) fn band(unmeasured: &Unmeasured) -> String {
    let bound = if unmeasured.complete { "" } else { "at least " };
    let of_need = |need: &Open| usize::from(need.traffic) + usize::from(need.requests);
    let volumes: usize = unmeasured.needs.iter().map(of_need).sum();
    let counted = counted(volumes, "volume is", "volumes are");
    let (lowest, highest) = (unmeasured.lowest, unmeasured.highest);
    let band = if lowest == highest {
        format!("${lowest} a month either way")
    } else {
        format!("${lowest} to ${highest} a month")
    };
    format!("{counted} not given: with {} each, the plan adds {bound}{band}", assumed_volumes(unmeasured))
}

/// What is to be said where no volume that is not given would change a choice, or nobody asked.
pub(super) fn no_turn(unmeasured: &Unmeasured) -> Option<String> {
    let told = match (unmeasured.asked, unmeasured.needs.iter().all(|need| need.turns.is_empty())) {
        (false, _) => "whether one of them would change a choice is not asked in designs of more than 64 needs",
        (true, true) => "none of them alone would change a choice",
        (true, false) => return None,
    };
    Some(told.to_owned())
}

/// A need whose mechanism does not survive growth, without its name.
pub(super) fn outgrown(need: &Outcome) -> String {
    let told = |mechanism: Option<Mechanism>| mechanism.map_or("nothing", Mechanism::title);
    let text = format!("{} today, {} then", told(need.now), told(need.then));
    need.turns_at.map_or(text.clone(), |count| format!("{text}; alone it turns at {count}"))
}

/// What growth makes of the objective; nothing where growth could not be asked.
pub(super) fn grown_objective(growth: &GrowthDto) -> Option<String> {
    let (now, then) = (growth.now.as_ref()?, growth.then.as_ref()?);
    Some(format!("${} a month today, ${} then", now.total, then.total))
}

/// The quota that growth meets first.
pub(super) fn first_quota(growth: &GrowthDto) -> String {
    let told = |finding: &FindingDto| format!("{} ({})", finding.message, finding.rule);
    growth.quota.as_ref().map_or_else(|| "none is passed or nearly reached".to_owned(), told)
}

/// What one family for all needs would come to, with what it cannot serve.
pub(super) fn pure(plan: &PurePlan) -> String {
    let price = if plan.complete { format!("${}", plan.known) } else { format!("at least ${}", plan.known) };
    let mut text = format!("{}: {price} a month, {}", plan.family, counted(plan.links, "link", "links"));
    if plan.opened > 0 {
        text = format!("{text}, opens {} wider than asked", counted(plan.opened, "network", "networks"));
    }
    text = match plan.unserved.as_slice() {
        [] => format!("{text}, objective ${}", plan.objective.total()),
        [(need, _)] => format!("{text}; cannot serve `{need}`"),
        [(need, _), rest @ ..] => format!("{text}; cannot serve `{need}` and {} more", rest.len()),
    };
    if plan.errors > 0 {
        text = format!("{text}; made, it raises {}", counted(plan.errors, "error", "errors"));
    }
    text
}

/// The principles that set options aside and the disputes that bear on needs, each once, by name.
pub(super) fn principles(advice: &AdviceDto) -> BTreeMap<&str, &SetAsideDto> {
    let asides = advice.needs.iter().flat_map(|need| &need.options).filter_map(|option| option.set_aside.as_ref());
    let disputes = advice.needs.iter().flat_map(|need| &need.disputes);
    asides.chain(disputes).map(|aside| (aside.principle, aside)).collect()
}

/// What a principle says, who disagrees, and what in the design counts otherwise; `marks` follow what it says.
pub(super) fn principle(aside: &SetAsideDto, marks: &str) -> String {
    let mut text = format!("{}{marks}", aside.says);
    for dispute in &aside.disputed {
        text = format!("{text}. Not all agree: {}", dispute.otherwise.trim_end_matches('.'));
    }
    match aside.flips {
        Some(flips) => format!("{text}. To decide otherwise: {flips}"),
        None => text,
    }
}

/// The names of the disputes that bear on a need; `None` where there are none.
pub(super) fn disputes(need: &NeedDto) -> Option<String> {
    let names: Vec<&str> = need.disputes.iter().map(|dispute| dispute.principle).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// A count of requests, as designs write it: rounded to two digits before.
fn requests(count: u64) -> String {
    match count {
        0..1_000_000 => format!("{count} requests"),
        1_000_000..1_000_000_000 => format!("{}M requests", count / 1_000_000),
        _ => format!("{}G requests", count / 1_000_000_000),
    }
}

/// A stretch of a sentence: a name, or the words around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Words.
    Words(&'t str),
    /// What stood in backticks.
    Name(&'t str),
}

/// A sentence as words and names; a backtick without a partner is a word.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let parts: Vec<&str> = text.split('`').collect();
    let last = parts.len().saturating_sub(1);
    let mut pieces = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        match (index % 2 == 1, index == last) {
            (true, false) => pieces.push(Piece::Name(part)),
            (true, true) => pieces.extend([Piece::Words("`"), Piece::Words(part)]),
            (false, _) => pieces.push(Piece::Words(part)),
        }
    }
    pieces.retain(|piece| !matches!(piece, Piece::Words("") | Piece::Name("")));
    pieces
}

/// A number with its noun.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A bill in a few words, with every unknown said aloud.
pub(super) fn amount(bill: &BillDto) -> String {
    let unknown = bill.items.iter().filter(|item| item.usd.is_none()).count();
    match (unknown, bill.total) {
        (0, total) => format!("${total} a month"),
        (_, Usd::ZERO) => format!("price unknown ({} not known)", counted(unknown, "charge", "charges")),
        (_, total) => format!("at least ${total} a month ({} not known)", counted(unknown, "charge", "charges")),
    }
}

/// A verdict in words.
pub(super) fn verdict(wire: &str) -> &'static str {
    match wire {
        "fits" => "fits",
        "fits_after" => "fits after changes",
        "cannot" => "cannot",
        _ => "unknown",
    }
}

/// A mechanism's title by its name on the wire.
pub(super) fn title(wire: &str) -> &'static str {
    Mechanism::from_wire(wire).map_or("", Mechanism::title)
}

/// What a link of a plan is and which needs it carries; what joins networks for another link carries none itself.
pub(super) fn serving(link: &LinkDto, advice: &AdviceDto) -> String {
    if link.serves.is_empty() {
        return "part of another link".to_owned();
    }
    let mut titles: Vec<&str> = Vec::new();
    for need in advice.needs.iter().filter(|need| link.serves.contains(&need.need)) {
        let title = need.chosen.map_or("", title);
        if !title.is_empty() && !titles.contains(&title) {
            titles.push(title);
        }
    }
    let needs = link.serves.join(", ");
    if titles.is_empty() { format!("for {needs}") } else { format!("{}, for {needs}", titles.join(" and ")) }
}

/// The needs that a plan leaves out, each with why.
pub(super) fn unserved(advice: &AdviceDto) -> Vec<(&str, &str)> {
    let left = advice.needs.iter().filter(|need| advice.plan.unserved.contains(&need.need));
    left.map(|need| (need.need.as_str(), need.decided_by.as_str())).collect()
}

/// How good a plan is known to be.
pub(super) fn proof(proof: &ProofDto) -> String {
    match proof.status {
        "optimal" => "optimal: no plan has a smaller objective".to_owned(),
        _ => format!(
            "not proven optimal: no plan is below ${}, and this one is ${} above that{}",
            proof.lower_bound,
            proof.gap,
            hundredths(proof).map_or_else(String::new, |text| format!(" ({text} %)"))
        ),
    }
}

/// The gap in per cent of the bound, to two places and rounded up; `None` where the bound says nothing.
fn hundredths(proof: &ProofDto) -> Option<String> {
    let (gap, bound) = (proof.gap.pico(), proof.lower_bound.pico());
    let hundredths = gap.checked_mul(10_000)?.checked_add(bound.checked_sub(1)?)?.checked_div(bound)?;
    (bound > 0).then(|| format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

/// A text from the input made safe for a terminal: no control characters, no marks that turn the direction of writing.
pub(super) fn clean(text: &str) -> String {
    let unsafe_mark =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    text.chars().map(|c| if c.is_control() || unsafe_mark(c) { '\u{fffd}' } else { c }).collect()
}

fn in_segment(segment: Option<&String>) -> String {
    segment.map_or_else(String::new, |segment| format!(", segment `{segment}`"))
}

fn names(subnets: &BTreeSet<SubnetId>) -> String {
    if subnets.is_empty() {
        return "no subnet".to_owned();
    }
    subnets.iter().map(|subnet| format!("`{subnet}`")).collect::<Vec<_>>().join(", ")
}
