//! What all files together hold: objects by type and id, each with the places it was seen in. The same object in the
//! files of several accounts or Regions is one.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use crate::finding::FileIndex;
use crate::source::Span;

/// A folder by its place among the folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FolderIndex(pub(super) usize);

/// A folder of files: what was collected from one account and Region, as far as its path tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Folder {
    /// Its path, as the names of its files begin.
    pub(super) path: String,
    /// The account, when a part of the path is one.
    pub(super) account: Option<String>,
    /// The Region, when a part of the path is one.
    pub(super) region: Option<String>,
    /// The lists in it.
    pub(super) lists: BTreeSet<&'static str>,
    /// Lists of which more would have followed.
    pub(super) incomplete: BTreeSet<String>,
}

/// Where an object was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    /// The folder.
    pub(super) folder: FolderIndex,
    /// The file.
    pub(super) file: FileIndex,
    /// Its bytes.
    pub(super) span: Span,
    /// The list it stood in.
    pub(super) list: &'static str,
}

/// The id of an object that stood somewhere already, and where.
pub(super) type Copied = (String, Seen);

/// An object type with an id.
pub(super) trait Object: DeserializeOwned {
    /// Its id; `None` when the text leaves it out.
    fn id(&self) -> Option<String>;

    /// Takes from another copy what this one lacks. Copies differ by what an account may see.
    fn join(&mut self, _other: Self) {}

    /// Gives it the id that only the name of its file tells.
    fn name_by_file(&mut self, _name: &str) {}
}

/// An object with the places it was seen in.
#[derive(Debug, Clone)]
pub(super) struct Found<T> {
    /// The object.
    pub(super) is: T,
    /// Where it was seen; the first is where it is said to stand.
    pub(super) seen: Vec<Seen>,
}

impl<T> Found<T> {
    /// Where it is said to stand.
    pub(super) fn at(&self) -> Option<Seen> {
        self.seen.first().copied()
    }
}

/// All objects of a type, by id.
#[derive(Debug)]
pub(super) struct Shelf<T> {
    objects: BTreeMap<String, Found<T>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { objects: BTreeMap::new() }
    }
}

/// Why an object could not be put on its shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// It does not have the shape that AWS gives it.
    Shape,
    /// It has no id.
    Nameless,
}

impl<T: Object> Shelf<T> {
    /// Reads an object and puts it with its copies; gives its id and its first copy, if it has one.
    pub(super) fn take(&mut self, text: &str, file_name: &str, seen: Seen) -> Result<Option<Copied>, Refused> {
        let mut object: T = serde_json::from_str(text).map_err(|_| Refused::Shape)?;
        object.name_by_file(file_name);
        let id = object.id().filter(|id| !id.is_empty()).ok_or(Refused::Nameless)?;
        match self.objects.get_mut(&id) {
            Some(found) => {
                let first = found.at();
                found.is.join(object);
                found.seen.push(seen);
                Ok(first.map(|first| (id, first)))
            }
            None => {
                self.objects.insert(id, Found { is: object, seen: vec![seen] });
                Ok(None)
            }
        }
    }

    /// The object of an id.
    pub(super) fn get(&self, id: &str) -> Option<&T> {
        self.objects.get(id).map(|found| &found.is)
    }

    /// The object of an id, with its places.
    pub(super) fn found(&self, id: &str) -> Option<&Found<T>> {
        self.objects.get(id)
    }

    /// All, in the order of their ids.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Found<T>)> {
        self.objects.iter()
    }

    /// All, without their places.
    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.objects.values().map(|found| &found.is)
    }
}

/// Whether a part of a path is a Region: `us-east-1`, `us-gov-west-1`.
pub(super) fn is_region(part: &str) -> bool {
    let words: Vec<&str> = part.split('-').collect();
    let [first, .., last] = words.as_slice() else { return false };
    let letters = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let middle = words.get(1..words.len().saturating_sub(1)).unwrap_or_default();
    first.len() == 2
        && letters(first)
        && !middle.is_empty()
        && middle.iter().all(letters)
        && last.len() == 1
        && last.bytes().all(|byte| byte.is_ascii_digit())
}

/// The Region of an availability zone, a Local Zone or a Wavelength Zone: `us-west-2` of `us-west-2-lax-1a`.
pub(super) fn region_of_zone(zone: &str) -> Option<String> {
    let mut end = 0;
    for part in zone.split('-') {
        end += part.len() + usize::from(end > 0);
        if part.starts_with(|first: char| first.is_ascii_digit()) {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let region = zone.get(..end + digits - part.len())?;
            return is_region(region).then(|| region.to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{is_region, region_of_zone};

    #[test]
    fn regions_are_told_from_other_words() {
        assert!(["us-east-1", "ap-northeast-3", "us-gov-west-1", "us-iso-east-1"].into_iter().all(is_region));
        assert!(!["us-east-1a", "accounts", "aws_configs", "prod-eu-1", "us-1", ""].into_iter().any(is_region));
    }

    #[test]
    fn zones_tell_their_region() {
        assert_eq!(region_of_zone("us-east-1a").as_deref(), Some("us-east-1"));
        assert_eq!(region_of_zone("us-west-2-lax-1a").as_deref(), Some("us-west-2"));
        assert_eq!(region_of_zone("eu-central-1-wl1-ber-wlz1").as_deref(), Some("eu-central-1"));
        assert_eq!(region_of_zone("nowhere"), None);
    }
}
