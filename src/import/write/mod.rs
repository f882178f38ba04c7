//! A raw design → the native format, readable and stable: fields in the order of the format, nothing that is not said.
//!
//! What a shape leaves out (`None`, an empty list that the format takes for granted) is not written; an empty list that
//! was said (`Some`) is, for it means something else than silence.

use std::collections::BTreeMap;
use std::fmt;

use serde::ser::{self, Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::design::raw::RawDesign;

use super::Imported;

mod tree;

pub use tree::Tree;

/// What all inputs say together, as one design in the native shapes.
pub fn whole(imported: &Imported) -> RawDesign {
    let mut whole = RawDesign { tieline: Some(crate::design::build::FORMAT), ..RawDesign::default() };
    for (_, raw) in &imported.raws {
        // Taken apart field by field, so that a new field cannot be forgotten here.
        let RawDesign {
            tieline: _,
            region,
            account,
            prefix_lists,
            vpcs,
            sites,
            applications,
            load_balancers,
            needs,
            links,
            preferences,
            aliases,
            unknown,
            rules,
            allow,
            accounts,
            policies,
        } = raw.clone();
        whole.region = whole.region.or(region);
        whole.account = whole.account.or(account);
        whole.preferences = preferences.or(whole.preferences);
        add(&mut whole.prefix_lists, prefix_lists);
        add(&mut whole.vpcs, vpcs);
        add(&mut whole.sites, sites);
        add(&mut whole.applications, applications);
        add(&mut whole.load_balancers, load_balancers);
        add(&mut whole.needs, needs);
        add(&mut whole.links, links);
        add(&mut whole.aliases, aliases);
        add(&mut whole.unknown, unknown);
        add(&mut whole.rules, rules);
        whole.allow.extend(allow);
        add(&mut whole.accounts, accounts);
        add(&mut whole.policies, policies);
    }
    whole
}

/// The needs that were proposed, and nothing else: a design to be laid beside the inputs they come from, whose names
/// mean the same there.
pub fn proposals(imported: &Imported) -> RawDesign {
    let needs = imported.proposed.clone();
    RawDesign { tieline: Some(crate::design::build::FORMAT), needs, ..RawDesign::default() }
}

/// Of two inputs that use one name the first is believed, as the builder does.
fn add<T>(whole: &mut BTreeMap<String, T>, more: BTreeMap<String, T>) {
    for (name, one) in more {
        whole.entry(name).or_insert(one);
    }
}

/// The design as a tree that any serde format can write.
///
/// # Errors
/// Never for a raw design; the error is that of the serde data model.
///
/// ```
/// use tieline::design::raw::RawDesign;
/// use tieline::import::write::tree;
/// let text = r#"{"tieline": 1, "vpcs": {"shop": {"cidrs": ["10.0.0.0/16"], "route_tables": {}}}}"#;
/// let raw: RawDesign = serde_json::from_str(text).unwrap();
/// let written = serde_json::to_string(&tree(&raw).unwrap()).unwrap();
/// assert_eq!(written, r#"{"tieline":1,"vpcs":{"shop":{"cidrs":["10.0.0.0/16"],"route_tables":{}}}}"#);
/// ```
pub fn tree(raw: &RawDesign) -> Result<Tree, NotATree> {
    raw.serialize(tree::Writer { empty_is_silence: false }).map(|written| written.unwrap_or(Tree::Map(Vec::new())))
}

/// The design as JSON, ending in a newline.
///
/// # Errors
/// Never for a raw design; the error is serde_json's own.
pub fn json(raw: &RawDesign) -> Result<String, serde_json::Error> {
    let tree = tree(raw).map_err(ser::Error::custom)?;
    let mut text = serde_json::to_string_pretty(&tree)?;
    text.push('\n');
    Ok(text)
}

/// Why something is no tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotATree(pub(crate) String);

impl ser::Error for NotATree {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Signed(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}
