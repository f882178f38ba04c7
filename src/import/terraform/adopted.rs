//! What AWS makes with each VPC: its main route table, network ACL and security group. They have no resource of their own
//! unless one adopts them, and are referred to by attributes of the VPC.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::draft::{VPCS, text};
use super::estate::{Estate, Id, Resource};
use super::kinds;
use super::reference::Lead;

/// The types that adopt what AWS makes, with the attributes of the VPC that lead to it.
const ADOPTING: &[(&str, &[&str])] = &[
    ("aws_default_route_table", &["default_route_table_id", "main_route_table_id"]),
    ("aws_default_network_acl", &["default_network_acl_id"]),
    ("aws_default_security_group", &["default_security_group_id"]),
];

/// What AWS makes with a VPC and no resource adopts.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) vpc: Id,
    /// Whether something leads to it, so that it has a place in the design.
    pub(super) is_led: Cell<bool>,
}

/// The type, among some, of what AWS makes with a VPC.
pub(super) fn kind_made(kind: &str, wanted: &[&str]) -> Option<&'static str> {
    let mut all = ADOPTING.iter().filter(|(adopting, _)| wanted.contains(adopting));
    all.next().filter(|_| VPCS.contains(&kind)).map(|(adopting, _)| *adopting)
}

/// Whether an attribute of a VPC leads to something that AWS makes with it.
pub(super) fn is_of_vpc(attribute: &str) -> bool {
    ADOPTING.iter().any(|(_, given)| given.contains(&attribute))
}

/// The type, among some, that an attribute of a VPC leads to.
pub(super) fn kind_behind(kind: &str, attribute: &str, wanted: &[&str]) -> Option<&'static str> {
    let mut all = ADOPTING.iter().filter(|(adopting, given)| wanted.contains(adopting) && given.contains(&attribute));
    all.next().filter(|_| VPCS.contains(&kind)).map(|(adopting, _)| *adopting)
}

impl Estate<'_> {
    /// Finds what adopts the things made with each VPC, and sets others in their place.
    pub(super) fn adopt(&mut self) {
        let vpcs: Vec<Id> = self.of_kind(VPCS).map(|(id, _)| id).collect();
        let own_main: Vec<Id> = self.of_kind(&["aws_main_route_table_association"]).map(|(id, _)| id).collect();
        let replaced: Vec<Id> = own_main.into_iter().filter_map(|id| self.vpc_behind(id, "vpc_id")).collect();
        for (kind, given) in ADOPTING {
            let adopting: Vec<Id> = self.of_kind(&[kind]).filter(|(_, one)| !one.is_data).map(|(id, _)| id).collect();
            for id in adopting {
                let by_id = given.first().and_then(|given| self.vpc_behind(id, given));
                if let Some(vpc) = by_id.or_else(|| self.vpc_behind(id, "vpc_id")) {
                    self.note(vpc, kind, id);
                }
            }
            for vpc in &vpcs {
                if self.stands_for(*vpc, kind).is_none() {
                    self.make(*vpc, kind, given, replaced.contains(vpc));
                }
                let (Some(made), Some(one)) = (self.stands_for(*vpc, kind), self.get(*vpc)) else { continue };
                let ids: Vec<String> = given.iter().filter_map(|name| text(one, name)).map(str::to_owned).collect();
                ids.into_iter().for_each(|id| self.also(id, made));
            }
        }
    }

    fn vpc_behind(&self, id: Id, attribute: &str) -> Option<Id> {
        match self.one(self.get(id)?, attribute, VPCS) {
            Lead::To(found, _) => found.first().copied(),
            _ => None,
        }
    }

    fn make(&mut self, vpc: Id, kind: &'static str, given: &[&str], is_replaced: bool) {
        let (Some(one), Some(attribute)) = (self.get(vpc), given.first()) else { return };
        let mut values = Map::new();
        values.extend(text(one, attribute).map(|id| ("id".to_owned(), Value::from(id))));
        let is_main = kind == "aws_default_route_table" && !is_replaced;
        let made = Resource {
            address: format!("{}.{attribute}", one.address).into(),
            module: one.module.clone(),
            module_path: one.module_path.clone(),
            kind: kind.into(),
            name: if is_main { kinds::MAIN } else { "default" }.into(),
            key: None,
            is_data: one.is_data,
            values,
            secret: Vec::new(),
            is_planned: one.is_planned,
            provider: one.provider.clone(),
            written: None,
            starts: one.starts,
            attributes: one.attributes,
            foreign: None,
            made: Some(Made { vpc, is_led: Cell::new(false) }),
        };
        let id = self.resources.len();
        self.resources.push(made);
        self.note(vpc, kind, id);
    }
}

impl Resource {
    /// Whether it is made with a VPC and nothing leads to it.
    pub(super) fn is_idle(&self) -> bool {
        self.made.as_ref().is_some_and(|made| !made.is_led.get())
    }
}
