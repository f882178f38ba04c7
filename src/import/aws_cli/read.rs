//! Files → objects: which lists a file holds, where each object stands, and what is wrong with it.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::lattice::{self, Answer};
use super::list::{LISTS, List, Snapshot};
use super::snapshot::{Folder, FolderIndex, Refused, Seen, is_account, is_region};
use super::{FORMAT, PASSED_OVER};
use crate::design::build::{InputKind, InputProblem};
use crate::finding::{Kind, Locus, Place};
use crate::import::{Given, InputCoverage, Origin, Origins, Spot};
use crate::source::{Document, Pointer, Span, SyntaxError};

/// Keys that tell that more of a list would have followed.
const TOKENS: &[&str] = &["NextToken", "nextToken", "NextMarker", "Marker", "marker"];

/// Keys of the answer itself, which say nothing of the network.
const FRAME: &[&str] = &["ResponseMetadata", "RequestId", "IsTruncated", "failures"];

/// Wrong objects that are reported one by one in a file; more are only counted.
const MOST_PROBLEMS: usize = 20;

/// What reading one file gives, beside its objects.
#[derive(Debug)]
pub(super) struct FileRead {
    pub(super) document: Result<Document, SyntaxError>,
    pub(super) coverage: InputCoverage,
    pub(super) problems: Vec<InputProblem>,
}

/// Reads a file into the snapshot.
pub(super) fn file(given: &Given<'_>, snapshot: &mut Snapshot, origins: &mut Origins) -> FileRead {
    let mut coverage = InputCoverage::new(FORMAT.name);
    let document = match Document::unparsed(given.name, given.bytes) {
        Ok(document) => document,
        Err(error) => return FileRead { document: Err(error), coverage, problems: Vec::new() },
    };
    let top = match top(document.text()) {
        Ok(top) => top,
        Err(error) => {
            let error = refused(given.name, document.text(), &error);
            return FileRead { document: Err(error), coverage, problems: Vec::new() };
        }
    };
    let folder = folder(given.name, snapshot);
    let mut reader = Reader {
        text: document.text(),
        given: *given,
        folder,
        snapshot,
        coverage: &mut coverage,
        origins,
        problems: Vec::new(),
        wrong: 0,
    };
    reader.entries(&top);
    let problems = reader.problems;
    FileRead { document: Ok(document), coverage, problems }
}

/// The entries at the top of a JSON text, each with its text.
fn top(text: &str) -> Result<Vec<(String, &RawValue)>, serde_json::Error> {
    struct Entries;
    impl<'de> Visitor<'de> for Entries {
        type Value = Vec<(String, &'de RawValue)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object, as the AWS CLI prints")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some(entry) = map.next_entry::<String, &RawValue>()? {
                entries.push(entry);
            }
            Ok(entries)
        }
    }
    let mut from = serde_json::Deserializer::from_str(text);
    let entries = from.deserialize_map(Entries)?;
    from.end()?;
    Ok(entries)
}

fn refused(name: &str, text: &str, error: &serde_json::Error) -> SyntaxError {
    let line = text.split('\n').take(error.line().saturating_sub(1)).map(|line| line.len() + 1).sum::<usize>();
    let at = (line + error.column().saturating_sub(1)).min(text.len());
    let (message, help) = if error.is_eof() {
        ("the JSON text ends before it is complete", "the file was cut off; run the command again")
    } else {
        ("this is not the JSON that the AWS CLI prints", "run the command again with `--output json`")
    };
    let mut refused = SyntaxError::refused(name, message, help);
    refused.span = Some(Span::new(at, at));
    refused
}

/// The folder that a file stands in; its path may tell the account and the Region.
fn folder(name: &str, snapshot: &mut Snapshot) -> FolderIndex {
    let path = name.rsplit_once(['/', '\\']).map_or("", |(path, _)| path);
    if let Some(known) = snapshot.folders.iter().position(|folder| folder.path == path) {
        return FolderIndex(known);
    }
    let mut made = Folder { path: path.to_owned(), ..Folder::default() };
    for part in path.split(['/', '\\']) {
        if is_account(part) {
            made.account = Some(part.to_owned());
        } else if is_region(part) {
            made.region = Some(part.to_owned());
        }
    }
    snapshot.folders.push(made);
    FolderIndex(snapshot.folders.len() - 1)
}

/// A field of an object that holds a text.
fn field(text: &str, name: &str) -> Option<String> {
    let fields: std::collections::BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
    serde_json::from_str(fields.get(name)?.get()).ok()
}

/// The type of a thing, as its ARN tells it: `vpc-lattice domainverification`.
fn type_of(arn: &str) -> String {
    let mut parts = arn.splitn(6, ':').skip(2);
    let (service, what) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default());
    let what = what.split(['/', ':']).next().unwrap_or_default();
    if service.is_empty() { "an object without a type".to_owned() } else { format!("{service} {what}") }
}

struct Reader<'r> {
    text: &'r str,
    given: Given<'r>,
    folder: FolderIndex,
    snapshot: &'r mut Snapshot,
    coverage: &'r mut InputCoverage,
    origins: &'r mut Origins,
    problems: Vec<InputProblem>,
    wrong: usize,
}

impl Reader<'_> {
    fn entries(&mut self, top: &[(String, &RawValue)]) {
        if let Some(answer) = lattice::answer(top.iter().map(|(key, _)| key.as_str())) {
            self.lattice(answer, top);
            return;
        }
        let mut whole_taken = false;
        for (key, value) in top {
            if TOKENS.contains(&key.as_str()) {
                self.token(top, key, value);
                continue;
            }
            match LISTS.iter().find(|list| list.key == key) {
                Some(list) if list.whole => {
                    if !std::mem::replace(&mut whole_taken, true) {
                        self.note(list);
                        self.object(list, self.text.trim_matches(['\u{feff}', ' ', '\n', '\r', '\t']));
                    }
                }
                Some(list) => {
                    self.note(list);
                    self.list(list, value.get());
                }
                None if FRAME.contains(&key.as_str()) || self.is_of_whole(top, key) => {}
                None => self.unread(key, value.get()),
            }
        }
    }

    /// What AWS prints of VPC Lattice, which stands under no key of its own.
    fn lattice(&mut self, answer: Answer, top: &[(String, &RawValue)]) {
        let whole = self.text.trim_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
        match answer {
            Answer::Whole(list) => self.named(list, whole, "an object of VPC Lattice"),
            Answer::ByArn => self.by_arn(whole),
            Answer::Items => {
                for (key, value) in top {
                    if TOKENS.contains(&key.as_str()) {
                        self.token(top, key, value);
                    } else if key == "items" {
                        self.items(value.get(), whole);
                    }
                }
            }
        }
    }

    fn items(&mut self, text: &str, whole: &str) {
        let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(text) else {
            self.unread("items", text);
            return;
        };
        let has = |key: &str| items.first().is_some_and(|one| field(one.get(), key).is_some());
        if has("arn") {
            items.iter().for_each(|item| self.by_arn(item.get()));
        } else if has("vpcEndpointId") {
            items.iter().for_each(|item| self.named("vpc-lattice endpoint associations", item.get(), "items"));
        } else if has("id") && has("status") {
            // Targets do not say whose they are: the name of the file may.
            self.named("vpc-lattice targets", whole, "items");
        } else {
            self.unread("items", text);
        }
    }

    fn by_arn(&mut self, text: &str) {
        let arn = field(text, "arn").unwrap_or_default();
        match lattice::list_of_arn(&arn) {
            Some(list) => self.named(list, text, "items"),
            None => self.coverage.passed_over(&type_of(&arn), None),
        }
    }

    fn named(&mut self, name: &str, text: &str, otherwise: &str) {
        match LISTS.iter().find(|list| list.key == name) {
            Some(list) => {
                self.note(list);
                self.object(list, text);
            }
            None => self.unread(otherwise, text),
        }
    }

    /// Whether a key stands beside one whose object is the whole text, and belongs to that object.
    fn is_of_whole(&self, top: &[(String, &RawValue)], key: &str) -> bool {
        top.iter().any(|(other, _)| other != key && LISTS.iter().any(|list| list.whole && list.key == other))
    }

    fn note(&mut self, list: &'static List) {
        if let Some(folder) = self.snapshot.folders.get_mut(self.folder.0) {
            folder.lists.insert(list.key);
        }
    }

    fn list(&mut self, list: &'static List, text: &str) {
        if text.starts_with('{') {
            self.object(list, text);
            return;
        }
        match serde_json::from_str::<Vec<&RawValue>>(text) {
            Ok(objects) => objects.iter().for_each(|object| self.object(list, object.get())),
            Err(_) => self.shape(list, self.span(text), "is no list of objects"),
        }
    }

    fn object(&mut self, list: &'static List, text: &str) {
        let span = self.span(text);
        let seen = Seen { folder: self.folder, file: self.given.file, span, list: list.key };
        match (list.take)(self.snapshot, text, self.given.name, seen) {
            Ok(()) => {}
            // What the lists of names beside the lists of objects hold, such as those of ECS and EKS.
            Err(Refused::Shape) if text.starts_with('"') => self.coverage.passed_over(list.key, None),
            Err(Refused::Shape) => self.shape(list, span, "holds an object of another shape than AWS gives it"),
            Err(Refused::Nameless) => {
                self.coverage.passed_over(&format!("{} without an id", list.key), None);
                let because = format!("`{}` holds it without saying what it belongs to", self.given.name);
                self.coverage.leaves_open(format!("an object of `{}`", list.key), because, "what rests on it");
            }
        }
    }

    fn span(&self, text: &str) -> Span {
        // Both are parts of one text, so the difference of their addresses is a place in it.
        let start = (text.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        Span::new(start, start + text.len())
    }

    fn shape(&mut self, list: &'static List, span: Span, what: &str) {
        self.wrong += 1;
        self.coverage.passed_over(&format!("{} of a wrong shape", list.key), Some("all that rests on it"));
        if self.wrong > MOST_PROBLEMS {
            return;
        }
        // The place is one of the file, so it has an origin of its own.
        let pointer = Pointer::root().push(list.key).index(self.wrong);
        let spot = Spot::Within(span, Pointer::root());
        self.origins.insert(self.given.file, pointer.clone(), Origin { file: self.given.file, spot, address: None });
        let place = Place { file: Some(self.given.file), pointer };
        self.problems.push(InputProblem {
            kind: InputKind::WrongShape,
            at: Locus::new(Kind::File, self.given.name, place),
            message: format!("`{}` {what}", list.key),
            help: Some("collect the file again; `tieline import --print-commands` prints the commands".to_owned()),
            fix: None,
            related: None,
        });
    }

    fn token(&mut self, top: &[(String, &RawValue)], key: &str, value: &RawValue) {
        if matches!(value.get(), "null" | "\"\"") {
            return;
        }
        let mut lists = top.iter().map(|(other, _)| other.as_str()).filter(|other| *other != key);
        let what = lists.find(|other| !FRAME.contains(other)).unwrap_or("the list");
        let because = format!("`{}` ends with `{key}`: more would have followed", self.given.name);
        self.coverage.leaves_open(format!("the rest of `{what}`"), because, "all that rests on what is missing");
        if let Some(folder) = self.snapshot.folders.get_mut(self.folder.0) {
            folder.incomplete.insert(what.to_owned());
        }
    }

    /// Counts what no list is read of.
    fn unread(&mut self, key: &str, text: &str) {
        let count = serde_json::from_str::<Vec<&RawValue>>(text).map_or(1, |objects| objects.len());
        let bears_on = PASSED_OVER.iter().find(|(known, _)| *known == key).map(|(_, bears_on)| *bears_on);
        for _ in 0..count {
            self.coverage.passed_over(key, bears_on);
        }
    }
}
