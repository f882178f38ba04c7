//! Other names of things, and what the inputs mark as unknown.

use super::{Builder, InputKind};
use crate::design::raw::RawDesign;
use crate::finding::{Kind, Locus, Place};
use crate::source::Pointer;

/// What stands before a `Name` tag among the aliases: people call things by it, but it is no identity, for two things may
/// have the same.
pub const NAME_TAG: &str = "Name=";

/// Aliases that may stand between a name and its thing.
const LONGEST_CHAIN: usize = 16;

impl Builder {
    pub(super) fn other_names(&mut self, root: &Place, raw: &RawDesign) {
        for (alias, name) in &raw.aliases {
            let differs = self.aliases.get(alias).is_some_and(|other| other != name);
            if alias.starts_with(NAME_TAG) && differs {
                self.shared_tags.insert(alias.clone());
            }
            // Of two files that use one alias the first is followed; joined things lead on from there.
            self.aliases.entry(alias.clone()).or_insert_with(|| name.clone());
        }
        let at = Locus::new(Kind::Design, "", root.clone()).field("unknown");
        for text in raw.unknown.keys() {
            match text.parse::<Pointer>() {
                Ok(pointer) => {
                    self.unknown.insert(Place { file: root.file, pointer });
                }
                Err(error) => {
                    let help = "write the way to what is not known, such as `/vpcs/shop/cidrs`";
                    let message = format!("`{text}` is no JSON Pointer: {error}");
                    self.problem(InputKind::InvalidValue, at.clone().field(text).at_key(), message).help =
                        Some(help.to_owned());
                }
            }
        }
    }

    /// Whether the inputs say that a field is unknown, rather than that it is left out.
    pub(super) fn is_unknown(&self, at: &Locus, field: &str) -> bool {
        self.unknown.contains(&at.place.child(field))
    }

    /// The name that a thing has here, when it is called by another.
    pub(super) fn meant(&self, name: &str, is_known: impl Fn(&str) -> bool) -> String {
        let mut at = name;
        for _ in 0..LONGEST_CHAIN {
            if is_known(at) {
                return at.to_owned();
            }
            match self.aliases.get(at) {
                Some(next) => at = next,
                None => break,
            }
        }
        let tag = format!("{NAME_TAG}{name}");
        let tagged = self.aliases.get(&tag).filter(|_| !self.shared_tags.contains(&tag));
        tagged.filter(|at| is_known(at)).unwrap_or(&name.to_owned()).clone()
    }
}
