//! Needs from their raw shapes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::text::{parse_consumers, parse_duration, parse_rate, parse_requests, parse_volume};
use super::{Builder, InputKind};
use crate::design::raw::{RawConsumers, RawDesign, RawNeed};
use crate::design::tuning::MOST_CONSUMERS;
use crate::design::{Expected, Need, Parties, Party, Trait};
use crate::finding::{Kind, Locus, Place};
use crate::ids::{NeedId, ServiceName};

/// Networks of one need that must all reach each other, at most: the pairs among them grow with the square.
const MOST_IN_A_MESH: usize = 300;

impl Builder {
    pub(super) fn needs(&mut self, root: &Place, raw: &RawDesign) {
        for (name, raw) in &raw.needs {
            let place = root.child("needs").child(name);
            let at = Locus::new(Kind::Need, name.as_str(), place.clone()).at_key();
            let Some(id) = self.name(NeedId::new(name), &at) else { continue };
            if let Some(first) = self.design.needs.get(&id).map(|need| need.locus()) {
                self.duplicate(at, first);
                continue;
            }
            if let Some(need) = self.need(id, raw, place, &at) {
                self.design.needs.insert(need.id.clone(), Arc::new(need));
            }
        }
    }

    fn need(&mut self, id: NeedId, raw: &RawNeed, place: Place, at: &Locus) -> Option<Need> {
        let parties = self.parties(raw, at)?;
        let traffic = raw.traffic.as_ref().and_then(|text| {
            let volume = parse_volume(text);
            if volume.is_none() {
                self.invalid(
                    at.clone().field("traffic"),
                    format!("`{text}` is not a monthly volume"),
                    "write it as `2 TB/month`; units: `MB`, `GB`, `TB`, `PB`",
                );
            }
            volume
        });
        let requests = raw.requests.as_ref().and_then(|text| {
            let count = parse_requests(text);
            if count.is_none() {
                self.invalid(
                    at.clone().field("requests"),
                    format!("`{text}` is not a monthly count"),
                    "write it as `300M/month`; units: none, `k`, `M`, `G`",
                );
            }
            count
        });
        let connection_seconds = raw.connection.as_ref().and_then(|text| {
            let seconds = parse_duration(text);
            if seconds.is_none() {
                self.invalid(
                    at.clone().field("connection"),
                    format!("`{text}` is not a duration"),
                    "write it as `45 min`; units: `s`, `min`, `h`, `d`",
                );
            }
            seconds
        });
        let peak_mbps = raw.peak.as_ref().and_then(|text| {
            let rate = parse_rate(text);
            if rate.is_none() {
                self.invalid(
                    at.clone().field("peak"),
                    format!("`{text}` is not a bandwidth"),
                    "write it as `800 Mbps`; units: `Mbps`, `Gbps`",
                );
            }
            rate
        });
        let lead_time_seconds = raw.lead_time.as_ref().and_then(|text| {
            let seconds = parse_duration(text);
            if seconds.is_none() {
                self.invalid(
                    at.clone().field("lead_time"),
                    format!("`{text}` is not a duration"),
                    "write it as `3 d`; units: `s`, `min`, `h`, `d`",
                );
            }
            seconds
        });
        let expected = raw.consumers.as_ref().and_then(|consumers| self.expected(consumers, at));
        let requires_at = at.clone().field("requires");
        let requires: BTreeSet<Trait> = raw
            .requires
            .iter()
            .enumerate()
            .filter_map(|(index, text)| self.word(text, Trait::ALL, requires_at.clone().item(index)))
            .collect();
        let asked = raw.protocol.as_ref().and_then(|text| self.service(text, at.clone().field("protocol")));
        let served = match &parties {
            Parties::OneWay { to: Party::Application(id), .. } | Parties::Fan { to: Party::Application(id), .. } => {
                self.design.application(id).map(|application| application.serves.clone()).unwrap_or_default()
            }
            _ => BTreeSet::new(),
        };
        if let Some(asked) = asked
            && !served.is_empty()
            && !served.contains(&asked)
        {
            let served: Vec<String> = served.iter().map(|service| format!("`{service}`")).collect();
            self.problem(
                InputKind::Contradiction,
                at.clone().field("protocol"),
                format!("need `{id}` asks for `{asked}`, which its target does not serve"),
            )
            .help = Some(format!("it serves {}", served.join(", ")));
        }
        let services = asked.map_or(served, |service| BTreeSet::from([service]));
        let via = raw.via.as_ref().and_then(|name| self.link_named(name, at.clone().field("via")));
        Some(Need {
            id,
            parties,
            never: raw.never.unwrap_or(false),
            services,
            traffic,
            requests,
            peak_mbps,
            connection_seconds,
            lead_time_seconds,
            expected,
            requires,
            via,
            place,
        })
    }

    /// How many consumers there will be; a problem where that is no number, or one beyond what may be asked about.
    fn expected(&mut self, raw: &RawConsumers, at: &Locus) -> Option<Expected> {
        let at = at.clone().field("consumers");
        let (now, then) = match raw {
            RawConsumers::Counts(counts) => (counts.now, counts.in_a_year),
            RawConsumers::Words(text) => parse_consumers(text).unwrap_or_default(),
        };
        let Some(then) = then else {
            let message = "`consumers` does not say how many there will be";
            self.invalid(at, message, "write `{ now: 10, in_a_year: 40 }` or `10 now, 40 in a year`");
            return None;
        };
        let count = |number: u64| u16::try_from(number).ok().filter(|count| (1..=MOST_CONSUMERS).contains(count));
        let (Some(in_a_year), Some(now)) = (count(then), now.map_or(Some(None), |now| count(now).map(Some))) else {
            let message = format!("`consumers` are 1 to {MOST_CONSUMERS}");
            self.invalid(at, message, "name fewer, and split the need where there are more");
            return None;
        };
        Some(Expected { now, in_a_year })
    }

    fn parties(&mut self, raw: &RawNeed, at: &Locus) -> Option<Parties> {
        match (&raw.from, &raw.to, &raw.between) {
            (Some(from), Some(to), None) => {
                let to = self.party(to, at.clone().field("to"));
                let from = self.several(from.as_slice(), from.is_list(), &at.clone().field("from"));
                let (mut from, to) = (from?.into_iter(), to?);
                let Some(first) = from.next() else {
                    self.invalid(at.clone().field("from"), "`from` is an empty list", "name who initiates");
                    return None;
                };
                let others: Vec<Party> = from.collect();
                for one in std::iter::once(&first).chain(&others) {
                    self.distinct(one, &to, at)?;
                    if let Party::AwsService(name) = one {
                        let message = format!("the AWS service `{name}` cannot initiate");
                        self.invalid(at.clone().field("from"), message, "name an application, VPC or site");
                        return None;
                    }
                }
                Some(if others.is_empty() {
                    Parties::OneWay { from: first, to }
                } else {
                    Parties::Fan { first, others, to }
                })
            }
            (None, None, Some(names)) => {
                let at = at.clone().field("between");
                let all = self.several(names, true, &at)?;
                if let Some(Party::AwsService(name)) = all.iter().find(|one| matches!(one, Party::AwsService(_))) {
                    let message = format!("the AWS service `{name}` cannot initiate");
                    self.invalid(at, message, "write `from` and `to`");
                    return None;
                }
                let mut all = all.into_iter();
                let (Some(one), Some(two)) = (all.next(), all.next()) else {
                    self.invalid(at, format!("`between` names {} parties", names.len()), "name two or more");
                    return None;
                };
                let others: Vec<Party> = all.collect();
                if others.len() + 2 > MOST_IN_A_MESH {
                    self.invalid(
                        at,
                        format!("`between` names {} parties, and at most {MOST_IN_A_MESH} are taken", names.len()),
                        "split it by Region or environment",
                    );
                    return None;
                }
                Some(if others.is_empty() {
                    Parties::EitherWay(one, two)
                } else {
                    Parties::Mesh { two: (one, two), others }
                })
            }
            (None, None, None) => {
                self.problem(InputKind::MissingField, at.clone(), format!("need `{}` names no parties", at.id)).help =
                    Some("add `from` and `to`, or `between`".to_owned());
                None
            }
            (_, _, Some(_)) => {
                self.problem(
                    InputKind::Contradiction,
                    at.clone().field("between"),
                    "a need has `from` and `to`, or `between`, not both",
                )
                .help = Some("`from` initiates; with `between` either side may".to_owned());
                None
            }
            (from, _, None) => {
                let field = if from.is_none() { "from" } else { "to" };
                self.missing(at, field);
                None
            }
        }
    }

    /// Parties by name, none of them twice.
    fn several(&mut self, names: &[String], is_list: bool, at: &Locus) -> Option<Vec<Party>> {
        let mut found: Vec<Party> = Vec::new();
        let mut whole = true;
        for (index, name) in names.iter().enumerate() {
            let at = if is_list { at.clone().item(index) } else { at.clone() };
            let Some(party) = self.party(name, at.clone()) else {
                whole = false;
                continue;
            };
            if found.contains(&party) {
                self.invalid(at, format!("`{party}` is named twice"), "name each party once");
                whole = false;
                continue;
            }
            found.push(party);
        }
        whole.then_some(found)
    }

    fn distinct(&mut self, one: &Party, two: &Party, at: &Locus) -> Option<()> {
        if one == two {
            self.invalid(at.clone(), "both parties of the need are the same", "name two different parties");
            return None;
        }
        Some(())
    }

    /// A party by name. `vpc/NAME`, `application/NAME` and `site/NAME` say which is meant where names are shared.
    fn party(&mut self, text: &str, at: Locus) -> Option<Party> {
        if let Some((kind, name)) = text.split_once('/') {
            match kind {
                "vpc" => return self.vpc_named(name, at).map(Party::Vpc),
                "application" => return self.application_named(name, at).map(Party::Application),
                "site" => return self.site_named(name, at).map(Party::Site),
                "aws" => return self.name(ServiceName::new(name), &at).map(Party::AwsService),
                _ => {}
            }
        }
        let text = &self.meant(text, |name| {
            let design = &self.design;
            self.applications.contains(name) || design.vpcs.contains_key(name) || design.sites.contains_key(name)
        });
        let text = text.as_str();
        let application = self.design.applications.get_key_value(text).map(|(id, _)| Party::Application(id.clone()));
        let vpc = self.design.vpcs.get_key_value(text).map(|(id, _)| Party::Vpc(id.clone()));
        let site = self.design.sites.get_key_value(text).map(|(id, _)| Party::Site(id.clone()));
        let found: Vec<(&str, Party)> = [("application", application), ("vpc", vpc), ("site", site)]
            .into_iter()
            .filter_map(|(kind, party)| Some((kind, party?)))
            .collect();
        match found.as_slice() {
            [(_, party)] => Some(party.clone()),
            [] if self.applications.contains(text) => None,
            [] => {
                let known: Vec<String> = (self.design.applications.keys().map(ToString::to_string))
                    .chain(self.design.vpcs.keys().map(ToString::to_string))
                    .chain(self.design.sites.keys().map(ToString::to_string))
                    .collect();
                self.unknown_name(at, "application, VPC or site", text, known.iter().map(String::as_str));
                None
            }
            several => {
                let ways: Vec<String> = several.iter().map(|(kind, _)| format!("`{kind}/{text}`")).collect();
                self.invalid(at, format!("`{text}` names more than one thing"), format!("write {}", ways.join(" or ")));
                None
            }
        }
    }
}
