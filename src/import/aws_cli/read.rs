//! Files → objects: which lists a file holds, where each object stands, and what is wrong with it.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::answer::{Answer, Holds, Other, Refusal, answers, other};
use super::lattice;
use super::list::{LISTS, List, Snapshot};
use super::snapshot::{Folder, FolderIndex, Refused, Seen, is_region};
use super::{FORMAT, copies, unnamed, unread};
use crate::design::build::{InputKind, InputProblem};
use crate::finding::{Kind, Locus, Place};
use crate::ids::is_account;
use crate::import::{Given, InputCoverage, Origin, Origins, Spot, Top};
use crate::source::{Document, Pointer, Span, SyntaxError};

/// Keys that tell that more of a list would have followed.
const TOKENS: &[&str] = &["NextToken", "nextToken", "NextMarker", "Marker", "marker"];

/// Keys of the answer itself, which say nothing of the network.
const FRAME: &[&str] = &["ResponseMetadata", "RequestId", "IsTruncated", "failures"];

/// What the keys of values are called, or hold, that nobody else may see.
const SECRETS: &[&str] = &[
    "CustomerGatewayConfiguration",
    "PreSharedKey",
    "pre_shared_key",
    "authKey",
    "assword",
    "ecret",
    "Variables",
    "UserData",
];

/// Wrong objects that are reported one by one in a file; more are only counted.
const MOST_PROBLEMS: usize = 20;

/// What reading one file gives, beside its objects.
#[derive(Debug)]
pub(super) struct FileRead {
    pub(super) document: Result<Document, SyntaxError>,
    pub(super) coverage: InputCoverage,
    pub(super) problems: Vec<InputProblem>,
}

/// Whether a key is one of the answer itself.
pub(super) fn is_frame(key: &str) -> bool {
    TOKENS.contains(&key) || FRAME.contains(&key)
}

/// Reads a file into the snapshot; `all` are the files that it is read with.
pub(super) fn file(given: &Given<'_>, all: &[Given<'_>], snapshot: &mut Snapshot, origins: &mut Origins) -> FileRead {
    let mut coverage = InputCoverage::new(FORMAT.name);
    let document = match Document::unparsed(given.name, given.bytes) {
        Ok(document) => document,
        Err(error) => return FileRead { document: Err(error), coverage, problems: Vec::new() },
    };
    let answers = match answers(document.text()) {
        Ok(answers) => answers,
        Err(error) => {
            let top = Top::of(given.bytes, |_| false);
            let found = other(&top.first_line, &top.keys).filter(|_| !top.is_json);
            if let Some(Other::Error(refusal)) = &found {
                refusal.tell(given.name, &mut coverage);
                return FileRead { document: Ok(document), coverage, problems: Vec::new() };
            }
            let error = match found.and_then(|other| other.told()) {
                Some((message, help)) => SyntaxError::refused(given.name, message, help),
                None => refused(given.name, document.text(), &error),
            };
            return FileRead { document: Err(error), coverage, problems: Vec::new() };
        }
    };
    let folder = folder(given.name, snapshot);
    let mut reader = Reader {
        text: document.text(),
        given: *given,
        all,
        folder,
        snapshot,
        coverage: &mut coverage,
        origins,
        problems: Vec::new(),
        wrong: 0,
        differing: 0,
        open: BTreeMap::new(),
    };
    for answer in &answers {
        match &answer.holds {
            Holds::Entries(entries) => reader.entries(entries, answer),
            Holds::Items(items) => reader.unnamed(&unnamed::flat(items)),
        }
    }
    reader.close();
    let problems = reader.problems;
    FileRead { document: Ok(document), coverage, problems }
}

impl Refusal {
    /// Tells what is missing where an error stands.
    fn tell(&self, name: &str, coverage: &mut InputCoverage) {
        let what = match &self.operation {
            Some(operation) => format!("what `{operation}` gives"),
            None => format!("what `{name}` was to hold"),
        };
        let because = match &self.code {
            Some(code) => format!("AWS answered `{name}` with the error {code}"),
            None => format!("`{name}` holds an error of the AWS CLI and no answer"),
        };
        coverage.passed_over("errors", Some("all that rests on what is missing"));
        coverage.leaves_open(what, because, "all that rests on it");
    }
}

fn refused(name: &str, text: &str, error: &serde_json::Error) -> SyntaxError {
    let line = text.split('\n').take(error.line().saturating_sub(1)).map(|line| line.len() + 1).sum::<usize>();
    let at = (line + error.column().saturating_sub(1)).min(text.len());
    let (message, help) = if error.is_eof() {
        ("the JSON text ends before it is complete", "the file was cut off; run the command again")
    } else {
        ("this is not the JSON that the AWS CLI prints", "run the command again with `--output json`")
    };
    let mut refused = SyntaxError::at(name, text, Span::new(at, at), message, help);
    // A line with keys or passwords is named by its number alone.
    let of_line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    if SECRETS.iter().any(|secret| of_line.contains(secret)) {
        refused.line = None;
    }
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
    let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
    serde_json::from_str(fields.get(name)?.get()).ok()
}

/// The type of a thing, as its ARN tells it: `vpc-lattice domainverification`.
fn type_of(arn: &str) -> String {
    let mut parts = arn.splitn(6, ':').skip(2);
    let (service, what) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default());
    let what = what.split(['/', ':']).next().unwrap_or_default();
    if service.is_empty() { "an object without a type".to_owned() } else { format!("{service} {what}") }
}

/// Whether a key stands beside one whose object is the whole text, and belongs to that object.
fn is_of_whole(top: &[(String, &RawValue)], key: &str) -> bool {
    top.iter().any(|(other, _)| other != key && LISTS.iter().any(|list| list.whole && list.key == other))
}

/// Whether an answer is one object and no lists: then what it calls `NetworkInterfaces` is a part of it, in another shape.
fn is_part_of_one(top: &[(String, &RawValue)]) -> bool {
    let is_list = |key: &str| LISTS.iter().any(|list| list.key == key);
    top.iter().any(|(key, value)| !is_frame(key) && !is_list(key) && value.get().starts_with('"'))
        && !top.iter().any(|(key, _)| LISTS.iter().any(|list| list.whole && list.key == key))
}

/// The error of AWS that an answer holds.
fn refusal(top: &[(String, &RawValue)]) -> Option<Refusal> {
    let (_, value) = top.iter().find(|(key, _)| key == "__type")?;
    let code: String = serde_json::from_str(value.get()).ok()?;
    Some(Refusal { code: code.rsplit('#').next().map(str::to_owned), operation: None })
}

struct Reader<'r> {
    text: &'r str,
    given: Given<'r>,
    all: &'r [Given<'r>],
    folder: FolderIndex,
    snapshot: &'r mut Snapshot,
    coverage: &'r mut InputCoverage,
    origins: &'r mut Origins,
    problems: Vec<InputProblem>,
    wrong: usize,
    /// Objects that another file tells differently.
    differing: usize,
    /// Lists whose last page so far names a further one, each with the key that does.
    open: BTreeMap<String, String>,
}

impl<'r> Reader<'r> {
    fn entries(&mut self, top: &[(String, &'r RawValue)], answer: &Answer<'r>) {
        if let Some(answered) = lattice::answer(top.iter().map(|(key, _)| key.as_str())) {
            self.lattice(answered, top, answer.text);
            return;
        }
        if let Some(refusal) = refusal(top) {
            refusal.tell(self.given.name, self.coverage);
            return;
        }
        let is_part = is_part_of_one(top);
        if is_part && let Some(list) = unnamed::list_of(answer.text) {
            self.unnamed_object(list, answer.text);
            return;
        }
        let mut whole_taken = false;
        for (key, value) in top {
            match LISTS.iter().find(|list| list.key == key) {
                Some(list) if list.whole => {
                    if !std::mem::replace(&mut whole_taken, true) {
                        self.note(list);
                        self.object(list, answer.text);
                    }
                }
                Some(_) if is_part => self.unread(&format!("{key} (of another answer)"), value.get()),
                Some(list) => {
                    self.open.remove(key);
                    self.note(list);
                    self.list(list, value.get());
                }
                None if is_frame(key) || is_of_whole(top, key) => {}
                None => self.unread(key, value.get()),
            }
        }
        self.tokens(top);
    }

    /// Objects of a list whose key a query left out. What is not in it may have been left out too.
    fn unnamed(&mut self, items: &[&'r RawValue]) {
        // Objects of VPC Lattice never have a key, so nothing was left out.
        let is_lattice =
            |item: &&RawValue| field(item.get(), "arn").is_some_and(|arn| lattice::list_of_arn(&arn).is_some());
        if items.first().is_some_and(is_lattice) {
            items.iter().for_each(|item| self.by_arn(item.get()));
            return;
        }
        let lists: Vec<Option<&'static str>> = items.iter().map(|item| unnamed::list_of(item.get())).collect();
        if lists.contains(&None) {
            let name = self.given.name;
            let because = format!(
                "`{name}` holds a list without the key that says what it lists, and not all that is needed of it; collect \
                 it again without `--query`"
            );
            self.coverage.leaves_open(format!("what `{name}` lists"), because, "all that rests on it");
        }
        for (item, list) in items.iter().zip(lists) {
            match list {
                Some(list) => self.unnamed_object(list, item.get()),
                None => {
                    self.coverage.passed_over("objects without the key of their list", Some("all that rests on them"))
                }
            }
        }
    }

    fn unnamed_object(&mut self, list: &str, text: &'r str) {
        if let Some(list) = LISTS.iter().find(|one| one.key == list) {
            self.object(list, text);
        }
    }

    /// What AWS prints of VPC Lattice, which stands under no key of its own.
    fn lattice(&mut self, answer: lattice::Answer, top: &[(String, &'r RawValue)], whole: &'r str) {
        match answer {
            lattice::Answer::Whole(list) => self.named(list, whole, "an object of VPC Lattice"),
            lattice::Answer::ByArn => self.by_arn(whole),
            lattice::Answer::Items => {
                self.open.remove("items");
                for (key, value) in top {
                    if key == "items" {
                        self.items(value.get(), whole);
                    }
                }
                self.tokens(top);
            }
        }
    }

    fn items(&mut self, text: &'r str, whole: &'r str) {
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

    fn by_arn(&mut self, text: &'r str) {
        let arn = field(text, "arn").unwrap_or_default();
        match lattice::list_of_arn(&arn) {
            Some(list) => self.named(list, text, "items"),
            None => self.coverage.passed_over(&type_of(&arn), None),
        }
    }

    fn named(&mut self, name: &str, text: &'r str, otherwise: &str) {
        match LISTS.iter().find(|list| list.key == name) {
            Some(list) => {
                self.note(list);
                self.object(list, text);
            }
            None => self.unread(otherwise, text),
        }
    }

    fn note(&mut self, list: &'static List) {
        if let Some(folder) = self.snapshot.folders.get_mut(self.folder.0) {
            folder.lists.insert(list.key);
        }
    }

    fn list(&mut self, list: &'static List, text: &'r str) {
        if text.starts_with('{') {
            self.object(list, text);
            return;
        }
        match serde_json::from_str::<Vec<&RawValue>>(text) {
            Ok(objects) => objects.iter().for_each(|object| self.object(list, object.get())),
            Err(_) => self.shape(list, self.span(text), "is no list of objects"),
        }
    }

    fn object(&mut self, list: &'static List, text: &'r str) {
        let span = self.span(text);
        let seen = Seen { folder: self.folder, file: self.given.file, span, list: list.key };
        match (list.take)(self.snapshot, text, self.given.name, seen) {
            Ok(None) => {}
            Ok(Some(copied)) if !list.whole => self.compare(copied, text),
            Ok(Some(_)) => {}
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

    /// Tells of an object that two files tell differently.
    fn compare(&mut self, (id, first): (String, Seen), text: &str) {
        let Ok(place) = self.all.binary_search_by_key(&first.file, |one| one.file) else { return };
        let Some(other) = self.all.get(place) else { return };
        let bytes = other.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(other.bytes);
        let there = bytes.get(first.span.start..first.span.end).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let fields = copies::differing(there.unwrap_or(text), text);
        if fields.is_empty() {
            return;
        }
        self.differing += 1;
        if self.differing > MOST_PROBLEMS {
            return;
        }
        let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
        let (here, there) = (self.given.name, other.name);
        let because = format!("`{there}` and `{here}` tell it differently: collected at two times, perhaps");
        self.coverage.leaves_open(format!("{} of `{id}`", fields.join(", ")), because, "all that rests on it");
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

    /// Notes that more of a list would have followed; the next page may stand behind this one.
    fn tokens(&mut self, top: &[(String, &RawValue)]) {
        let token =
            top.iter().find(|(key, value)| TOKENS.contains(&key.as_str()) && !matches!(value.get(), "null" | "\"\""));
        let Some((token, _)) = token else { return };
        let mut lists = top.iter().map(|(other, _)| other.as_str()).filter(|other| !is_frame(other));
        let what = lists.next().unwrap_or("the list");
        self.open.insert(what.to_owned(), token.clone());
    }

    /// Tells of lists whose last page was not the last.
    fn close(&mut self) {
        if let Some(more @ 1..) = self.differing.checked_sub(MOST_PROBLEMS) {
            let what = format!("{more} further objects of `{}`", self.given.name);
            self.coverage.leaves_open(what, "other files tell them differently", "all that rests on them");
        }
        for (what, key) in std::mem::take(&mut self.open) {
            let because = format!("`{}` ends with `{key}`: more would have followed", self.given.name);
            self.coverage.leaves_open(format!("the rest of `{what}`"), because, "all that rests on what is missing");
            if let Some(folder) = self.snapshot.folders.get_mut(self.folder.0) {
                folder.incomplete.insert(what);
            }
        }
    }

    /// Counts what no list is read of.
    fn unread(&mut self, key: &str, text: &str) {
        let count = serde_json::from_str::<Vec<&RawValue>>(text).map_or(1, |objects| objects.len());
        let bears_on = unread::bears_on(key);
        for _ in 0..count {
            self.coverage.passed_over(key, bears_on);
        }
    }
}
