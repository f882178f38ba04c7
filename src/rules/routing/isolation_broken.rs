//! TL602 isolation-broken.

use crate::design::{Design, Home, Link, LinkKind, Need, Party};
use crate::facts::FactId;
use crate::finding::{Finding, RuleId, Severity};
use crate::ids::{AppId, VpcId};
use crate::network::Reach;
use crate::network::exact::{End, Passage, Traffic, Verdict};
use crate::rules::lattice::checks_identity;
use crate::rules::privatelink::resting_on;
use crate::rules::{Check, Context, Findings, Rule, Status};

pub(in crate::rules) static RULE: Rule = Rule {
    id: RuleId(602),
    name: "isolation-broken",
    severity: Severity::Error,
    since: "0.1.0",
    status: Status::Stable,
    facts: &[
        FactId::TgwDefaultOpenMesh,
        FactId::PeerRoutesManual,
        FactId::PlReachTransitive,
        FactId::SneTransitive,
        FactId::CwanSegmentDefault,
    ],
    docs: include_str!("isolation_broken.md"),
    check: Check::Need(check),
};

fn check(context: &Context<'_>, need: &Need, findings: &mut Findings) {
    if !need.never {
        return;
    }
    let (from, to) = (need.from(), need.to());
    // Where the way back is asked for, only the way that is written down is forbidden.
    let both = !is_asked(context.design, to, from);
    let forth = context.network().reach(from, to);
    let back = context.network().reach(to, from);
    let doors: Vec<_> = [(from, to), (to, from)]
        .into_iter()
        .take(if both { 2 } else { 1 })
        .flat_map(|(client, server)| {
            let links = context.design.links.values();
            links.filter_map(move |link| {
                open_door(context, client, server, link).map(|door| (client, server, link, door))
            })
        })
        .collect();
    let joined = matches!(forth, Reach::Yes(_)) || matches!(back, Reach::Yes(_)) || !doors.is_empty();
    if !joined && !leads_further(context.design) {
        return;
    }
    // What links and routes join, filters and zones may part: exact reach has the last word.
    let gets_through = |client: &Party, server: &Party| {
        let (client, server) = (End::from(client), End::from(server));
        let exact = context.exact();
        let through = exact.verdict(&client, &server, Traffic::EVERY_PACKET) == Verdict::Yes;
        through.then(|| exact.ask(&client, &server, Traffic::EVERY_PACKET))
    };
    let (packets_forth, packets_back) = (gets_through(from, to), both.then(|| gets_through(to, from)).flatten());
    let before = findings.len();
    for (reach, packets, client, server) in [(&forth, &packets_forth, from, to), (&back, &packets_back, to, from)] {
        match reach {
            _ if packets.is_none() => {}
            // One VPC or site for both: told once, and no link can make it worse.
            Reach::Yes(None) => {
                findings.push(same_home(context, need));
                return;
            }
            // A link that lets both initiate is told once.
            Reach::Yes(Some(_)) if client == to && back == forth && packets_forth.is_some() => {}
            Reach::Yes(Some(id)) => {
                if let Some(link) = context.design.link(id) {
                    findings.push(reached(context, need, client, server, link, None));
                }
            }
            Reach::No(_) | Reach::Unknown(_) => {}
        }
    }
    for (client, server, link, door) in doors {
        let packets = if client == from { &packets_forth } else { &packets_back };
        if packets.is_some() {
            findings.push(reached(context, need, client, server, link, Some(door)));
        }
    }
    if findings.len() > before {
        return;
    }
    for (answer, client, server) in [(packets_forth, from, to), (packets_back, to, from)] {
        if let Some(passage) = answer.as_ref().and_then(|answer| answer.passages.first()) {
            findings.push(by_packet(need, client, server, passage));
        }
    }
}

/// Whether some need asks that what stands where one party does opens connections to where another stands.
fn is_asked(design: &Design, client: &Party, server: &Party) -> bool {
    let (client, server) = (design.home(client), design.home(server));
    let asks = |need: &Need| design.home(need.from()) == client && design.home(need.to()) == server;
    client != server && design.pairs().any(|need| !need.never && !need.is_two_way() && asks(&need))
}

/// Whether packets may get further in a design than one link: what the question about whole networks does not follow.
fn leads_further(design: &Design) -> bool {
    design.links.values().any(|link| matches!(link.kind, LinkKind::TransitGatewayPeering(_)))
        || !design.load_balancers.is_empty()
        || design.applications.values().any(|application| !application.public_addresses.is_empty())
}

/// The finding for a way that is no single link: the packet, and what it passes.
fn by_packet(need: &Need, client: &Party, server: &Party, passage: &Passage) -> Finding {
    let path: Vec<String> = passage.path.iter().map(|hop| hop.node.to_string()).collect();
    let message = format!("`{client}` must not reach `{server}`, but does: {} gets through", passage.witness);
    resting_on([], RULE.finding(need.field("never"), message))
        .because(format!("the path is {}", path.join(", ")), need.locus())
        .fix("take away what joins the two, or let a security group or network ACL part them, or drop the need")
}

/// The application of `server` that a PrivateLink or VPC Lattice link offers, and the VPC in which `client` finds it.
/// What IAM guards is not open: its policies decide, and the design does not hold them.
fn open_door<'d>(
    context: &Context<'d>,
    client: &Party,
    server: &Party,
    link: &'d Link,
) -> Option<(&'d AppId, &'d VpcId)> {
    let home = |application: &AppId| context.design.application(application).map(|one| &one.home);
    let belongs = |application: &&AppId| match server {
        Party::Application(id) => id == *application,
        Party::Vpc(id) => matches!(home(application), Some(Home::Vpc(vpc)) if vpc == id),
        Party::Site(id) => matches!(home(application), Some(Home::Site(site)) if site == id),
        Party::AwsService(_) => false,
    };
    let (application, doors, associated): (&AppId, Vec<&VpcId>, Option<&VpcId>) = match &link.kind {
        LinkKind::PrivatelinkService(service) => {
            (Some(&service.application).filter(belongs)?, service.endpoints.keys().collect(), None)
        }
        LinkKind::PrivatelinkResource(resource) => {
            (Some(&resource.application).filter(belongs)?, resource.endpoints.keys().collect(), None)
        }
        LinkKind::ServiceNetwork(network) => {
            let open = network.services.values().filter(|service| !checks_identity(network, service));
            let services = open.flat_map(|service| &service.applications);
            let resources = network.resources.values().map(|resource| &resource.application);
            let application = services.chain(resources).find(belongs)?;
            let own = match context.design.home(client)? {
                Home::Vpc(vpc) => network.associations.get(&vpc),
                Home::Site(_) | Home::Aws(_) => None,
            };
            (application, network.endpoints.keys().collect(), own)
        }
        _ => return None,
    };
    let reaches =
        |door: &&VpcId| matches!(context.network().reach(client, &Party::Vpc((*door).clone())), Reach::Yes(_));
    let door = associated.or_else(|| doors.into_iter().find(reaches))?;
    Some((application, door))
}

fn reached(
    context: &Context<'_>,
    need: &Need,
    client: &Party,
    server: &Party,
    link: &Link,
    door: Option<(&AppId, &VpcId)>,
) -> Finding {
    let message = match door {
        Some((application, door)) => format!(
            "`{client}` must not reach `{server}`, but `{}` offers `{application}` in VPC `{door}`, where it can",
            link.id
        ),
        None => format!("`{client}` must not reach `{server}`, but does over `{}`", link.id),
    };
    let path =
        [client, server].map(|party| context.design.home(party).map(|home| home.to_string()).unwrap_or_default());
    let [start, end] = path;
    let fact = match &link.kind {
        LinkKind::TransitGateway(_) => Some(FactId::TgwDefaultOpenMesh),
        LinkKind::VpcPeering(_) => Some(FactId::PeerRoutesManual),
        LinkKind::ServiceNetwork(_) => Some(FactId::SneTransitive),
        LinkKind::PrivatelinkService(_) | LinkKind::PrivatelinkResource(_) => Some(FactId::PlReachTransitive),
        LinkKind::CloudWan(_) => Some(FactId::CwanSegmentDefault),
        _ => None,
    };
    resting_on(fact, RULE.finding(need.field("never"), message))
        .because(format!("the path is {start}, `{}`, {end}", link.id), link.locus())
        .fix("take the routes, route table associations or endpoints away that join the two, or drop the need")
}

fn same_home(context: &Context<'_>, need: &Need) -> Finding {
    let home = context.design.home(need.from()).map(|home| home.to_string()).unwrap_or_default();
    let message = format!("`{}` and `{}` must not reach each other, but both stand in {home}", need.from(), need.to());
    resting_on([], RULE.finding(need.field("never"), message))
        .because("the route of a VPC to itself joins all its subnets", need.locus())
        .fix("move one of them to a VPC of its own; or part them by security groups")
}
