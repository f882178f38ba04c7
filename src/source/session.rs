//! The memory of one filling: problems found, values given up, and when to stop.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::de;

use super::{Document, MAX_PROBLEMS, Part, Pointer, Problem, ProblemKind, problem::clip, tree::NodeId};

/// Work allowed, as a multiple of reading every value once.
const WORK_FACTOR: u64 = 20;

/// Work allowed in any file, however small.
const WORK_FLOOR: u64 = 100_000;

/// One filling of one type from one document.
#[derive(Debug)]
pub(super) struct Session<'d> {
    pub(super) document: &'d Document,
    problems: RefCell<Vec<Problem>>,
    /// Values that failed. They are passed over from then on, so each problem is told once however
    /// often its surroundings are read again.
    given_up: RefCell<BTreeSet<NodeId>>,
    /// Fields that each mapping lacks, or has but not usably, and which get a stand-in so that the
    /// rest of the mapping can be looked at.
    blanks: RefCell<BTreeMap<NodeId, Vec<&'static str>>>,
    /// Unknown fields already told, by key.
    told: RefCell<BTreeSet<NodeId>>,
    work_left: Cell<u64>,
    stopped: Cell<bool>,
}

/// Why a value could not be filled.
#[derive(Debug)]
pub(super) enum Fault {
    /// Not yet told; whoever knows the place tells it.
    Fresh(Box<ProblemKind>),
    /// Told already; the value cannot be had.
    Told,
    /// Told already; reading the same value again will do better.
    Again,
}

/// The way to a value, kept on the stack and written out only for a problem.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'p> {
    Root,
    Key(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl<'d> Session<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self {
            document,
            problems: RefCell::default(),
            given_up: RefCell::default(),
            blanks: RefCell::default(),
            told: RefCell::default(),
            work_left: Cell::new(document.expanded.saturating_mul(WORK_FACTOR).saturating_add(WORK_FLOOR)),
            stopped: Cell::new(false),
        }
    }

    /// The problems in the order of the file.
    pub(super) fn finish(self) -> Vec<Problem> {
        let document = self.document;
        let mut problems = document.duplicates.clone();
        problems.extend(self.problems.into_inner());
        problems.sort_by_cached_key(|problem| document.locate_nearest(&problem.pointer, problem.part));
        if self.stopped.get() || problems.len() > MAX_PROBLEMS {
            problems.truncate(MAX_PROBLEMS);
            let kind = ProblemKind::too_many(problems.len());
            problems.push(Problem { pointer: Pointer::root(), part: Part::Value, kind });
        }
        problems
    }

    /// Counts one value looked at; false when it is time to stop.
    pub(super) fn go_on(&self) -> bool {
        match self.work_left.get().checked_sub(1) {
            Some(left) => self.work_left.set(left),
            None => self.stopped.set(true),
        }
        !self.stopped.get()
    }

    pub(super) fn tell(&self, path: &Path<'_>, part: Part, kind: ProblemKind) {
        let mut problems = self.problems.borrow_mut();
        if problems.len() >= MAX_PROBLEMS {
            self.stopped.set(true);
        } else {
            problems.push(Problem { pointer: path.pointer(), part, kind });
        }
    }

    /// Tells an unknown field, once.
    pub(super) fn tell_unknown(&self, path: &Path<'_>, key: NodeId, name: &str, known: &[&str]) {
        if self.told.borrow_mut().insert(key) {
            self.tell(path, Part::Key, ProblemKind::unknown(name, known, true));
        }
    }

    /// Passes over a value from now on; what its container should do about it.
    pub(super) fn give_up(&self, value: NodeId) -> Fault {
        if self.given_up.borrow_mut().insert(value) { Fault::Again } else { Fault::Told }
    }

    pub(super) fn is_given_up(&self, value: NodeId) -> bool {
        self.given_up.borrow().contains(&value)
    }

    /// Gives the mapping a stand-in for `field` from now on; what to do about it.
    pub(super) fn fill_in(&self, mapping: NodeId, field: &'static str) -> Fault {
        let mut blanks = self.blanks.borrow_mut();
        let fields = blanks.entry(mapping).or_default();
        if fields.contains(&field) {
            return Fault::Told;
        }
        fields.push(field);
        Fault::Again
    }

    /// The `place`-th stand-in of a mapping.
    pub(super) fn blank(&self, mapping: NodeId, place: usize) -> Option<&'static str> {
        self.blanks.borrow().get(&mapping)?.get(place).copied()
    }
}

impl Path<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Root => Pointer::root(),
            Self::Key(parent, key) => parent.pointer().push(key),
            Self::Index(parent, index) => parent.pointer().index(*index),
        }
    }

    pub(super) const fn is_entry(&self) -> bool {
        matches!(self, Self::Key(..))
    }
}

impl Fault {
    pub(super) fn fresh(kind: ProblemKind) -> Self {
        Self::Fresh(Box::new(kind))
    }

    pub(super) fn shape(expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self::fresh(ProblemKind::WrongShape { expected: expected.into(), found: found.into() })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fresh(kind) => kind.fmt(formatter),
            Self::Told | Self::Again => formatter.write_str("already told"),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::fresh(ProblemKind::Invalid { message: message.to_string() })
    }

    fn invalid_type(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::shape(expected.to_string(), described(unexpected))
    }

    fn invalid_value(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::shape(expected.to_string(), described(unexpected))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::fresh(ProblemKind::unknown(variant, expected, false))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::fresh(ProblemKind::unknown(field, expected, true))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::fresh(ProblemKind::MissingField { name: field })
    }
}

fn described(found: de::Unexpected<'_>) -> String {
    use de::Unexpected as U;
    match found {
        U::Bool(truth) => format!("`{truth}`"),
        U::Unsigned(number) => format!("`{number}`"),
        U::Signed(number) => format!("`{number}`"),
        U::Float(number) => format!("`{number}`"),
        U::Char(letter) => format!("`{letter}`"),
        U::Str(text) => format!("`{}`", clip(text)),
        U::Unit | U::Option => "nothing".to_owned(),
        U::Seq | U::Bytes(_) => "a list".to_owned(),
        U::Map => "a mapping".to_owned(),
        _ => "another kind of value".to_owned(),
    }
}
