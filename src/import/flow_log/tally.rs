//! Records → flows: who asked whom on which port, and how many bytes went both ways. One flow is seen at every network
//! interface it passes, so of the interfaces the one that saw most counts, and not their sum.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::answer;
use super::record::{Layout, Line, Record, SKIPPED, layout, record};
use crate::finding::FileIndex;

/// Flows that are kept apart, and records that are kept until all are read.
const MOST: usize = 500_000;
/// From here on ports are those that systems give to whoever asks (Linux: 32768 to 60999; IANA: from 49152).
const EPHEMERAL: u16 = 32_768;
/// Seconds without a record after which nobody was recording: records come every ten minutes at the latest.
const GAP: u64 = 3_600;
const MORE: &str = "records of flows beyond the first 500000";
const AMBIGUOUS: &str = "records that do not tell which side asked";
const OTHERS: &str = "records of protocols other than TCP and UDP";

/// What passing over records of a kind could change.
pub(super) fn bears_on(kind: &str) -> Option<&'static str> {
    match kind {
        MORE | AMBIGUOUS => Some("needs that are not proposed"),
        SKIPPED => Some("volumes, which are larger then"),
        _ => None,
    }
}

/// Who asked whom, on which port, by which protocol.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) client: IpAddr,
    pub(super) server: IpAddr,
    pub(super) port: u16,
    pub(super) protocol: u8,
}

/// What was seen of a flow.
#[derive(Debug)]
pub(super) struct Flow {
    by_interface: BTreeMap<u32, u64>,
    /// The service of AWS that answered, as AWS names it.
    pub(super) service: Option<String>,
    /// Where its first record stands: the input, and the byte.
    pub(super) first: (FileIndex, usize),
}

/// Where a record stands: the input, and the byte.
type At = (FileIndex, usize);

/// All flows of a call.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) flows: BTreeMap<Key, Flow>,
    interfaces: BTreeMap<String, u32>,
    /// Stretches of seconds in which something was recorded, by their first.
    stretches: BTreeMap<u64, u64>,
    read: BTreeMap<FileIndex, usize>,
    over: BTreeMap<FileIndex, BTreeMap<&'static str, usize>>,
    /// Records whose ports do not tell which side asked.
    unsure: Vec<(Record, At)>,
    /// How many of them the other records told.
    pub(super) told_by_others: usize,
}

impl Tally {
    /// Takes the records of a text.
    pub(super) fn take(&mut self, file: FileIndex, text: &str) {
        self.read.entry(file).or_default();
        if text.trim_start().starts_with('{')
            && layout(text.trim_start().lines().next().unwrap_or_default()).is_none()
            && let Some(lines) = answer::lines(text)
        {
            for (line, place) in lines {
                self.count(line, (file, place));
            }
            return;
        }
        let mut known: Option<Layout> = None;
        let mut at = 0_usize;
        for line in text.split_inclusive('\n') {
            let place = at;
            at = at.saturating_add(line.len());
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            let Some(layout) = &known else {
                let Some((found, is_header)) = layout(line) else { break };
                let first = (!is_header).then(|| record(line, &found));
                known = Some(found);
                if let Some(first) = first {
                    self.count(first, (file, place));
                }
                continue;
            };
            // Files that were put together have their headers between the records.
            if is_header(line, layout) {
                continue;
            }
            let next = record(line, layout);
            self.count(next, (file, place));
        }
    }

    fn count(&mut self, line: Line, at: At) {
        if let Some((start, end)) = line.seconds {
            self.stretch(start, end);
        }
        match line.record {
            Ok(record) if !matches!(record.protocol, 6 | 17) => self.pass(at, OTHERS),
            Ok(record) => match asked(&record) {
                Some(asked) => self.add(&record, asked, at),
                None if self.unsure.len() < MOST => self.unsure.push((record, at)),
                None => self.pass(at, AMBIGUOUS),
            },
            Err(kind) => self.pass(at, kind),
        }
    }

    fn pass(&mut self, (file, _): At, kind: &'static str) {
        *self.over.entry(file).or_default().entry(kind).or_default() += 1;
    }

    fn add(&mut self, record: &Record, asked: bool, at: At) {
        let [source, destination] =
            [(record.source, record.source_port), (record.destination, record.destination_port)];
        let [of_source, of_destination] = &record.services;
        let (client, (server, port), service) =
            if asked { (source.0, destination, of_destination) } else { (destination.0, source, of_source) };
        let key = Key { client, server, port, protocol: record.protocol };
        if self.flows.len() >= MOST && !self.flows.contains_key(&key) {
            self.pass(at, MORE);
            return;
        }
        let next = u32::try_from(self.interfaces.len()).unwrap_or(u32::MAX);
        let interface = *self.interfaces.entry(record.interface.clone()).or_insert(next);
        let flow =
            self.flows.entry(key).or_insert_with(|| Flow { by_interface: BTreeMap::new(), service: None, first: at });
        flow.service = flow.service.take().max(service.clone());
        let bytes = flow.by_interface.entry(interface).or_default();
        *bytes = bytes.saturating_add(record.bytes);
        *self.read.entry(at.0).or_default() += 1;
    }

    /// Places records whose ports told nothing by all others: who answered on a port before answers on it again, and who
    /// talks from one port to three or more others is the one that answers.
    pub(super) fn settle(&mut self) {
        let known: BTreeSet<(IpAddr, u16, u8)> =
            self.flows.keys().map(|key| (key.server, key.port, key.protocol)).collect();
        let mut partners: BTreeMap<(IpAddr, u16, u8), BTreeSet<(IpAddr, u16)>> = BTreeMap::new();
        let ends = |record: &Record| {
            let of = |address, port| (address, port, record.protocol);
            (of(record.source, record.source_port), of(record.destination, record.destination_port))
        };
        for (record, _) in &self.unsure {
            let (source, destination) = ends(record);
            partners.entry(source).or_default().insert((destination.0, destination.1));
            partners.entry(destination).or_default().insert((source.0, source.1));
        }
        for (record, at) in std::mem::take(&mut self.unsure) {
            let (source, destination) = ends(&record);
            let many = |end| partners.get(&end).map_or(0, BTreeSet::len);
            let asked = match (known.contains(&source), known.contains(&destination)) {
                (false, true) => Some(true),
                (true, false) => Some(false),
                _ if source.1 == 0 || destination.1 == 0 => None,
                _ if many(destination) >= 3 && many(source) == 1 => Some(true),
                _ if many(source) >= 3 && many(destination) == 1 => Some(false),
                _ => None,
            };
            match asked {
                Some(asked) => {
                    self.told_by_others += 1;
                    self.add(&record, asked, at);
                }
                None => self.pass(at, AMBIGUOUS),
            }
        }
    }

    /// Adds seconds to the stretches in which something was recorded; those near each other are one.
    fn stretch(&mut self, start: u64, end: u64) {
        let (mut start, mut end) = (start, end);
        let mut near: Vec<u64> = Vec::new();
        for (first, last) in self.stretches.range(..=end.saturating_add(GAP)).rev() {
            if last.saturating_add(GAP) < start {
                break;
            }
            near.push(*first);
            start = start.min(*first);
            end = end.max(*last);
        }
        for first in near {
            self.stretches.remove(&first);
        }
        self.stretches.insert(start, end);
    }

    /// Records of an input that were taken.
    pub(super) fn records(&self, file: FileIndex) -> usize {
        self.read.get(&file).copied().unwrap_or_default()
    }

    /// Records of an input that were passed over, by why.
    pub(super) fn passed(&self, file: FileIndex) -> BTreeMap<&'static str, usize> {
        self.over.get(&file).cloned().unwrap_or_default()
    }

    /// Seconds in which something was recorded.
    pub(super) fn seconds(&self) -> Option<u64> {
        let all = self.stretches.iter().map(|(first, last)| last.saturating_sub(*first));
        Some(all.fold(0, u64::saturating_add)).filter(|seconds| *seconds > 0)
    }

    /// In how many stretches.
    pub(super) fn stretches(&self) -> usize {
        self.stretches.len()
    }
}

/// Whether the source asked: the flags of TCP tell, or the ports. Whoever asks has a port of the upper range, whoever
/// answers one below it.
fn asked(record: &Record) -> Option<bool> {
    if record.asked.is_some() && record.protocol == 6 {
        return record.asked;
    }
    let (from, to) = (record.source_port, record.destination_port);
    match (from < EPHEMERAL && from > 0, to < EPHEMERAL && to > 0) {
        (false, true) => Some(true),
        (true, false) => Some(false),
        (true, true) if to < 1_024 && from >= 1_024 => Some(true),
        (true, true) if from < 1_024 && to >= 1_024 => Some(false),
        _ => None,
    }
}

/// Whether a line names the same fields again.
fn is_header(line: &str, known: &Layout) -> bool {
    line.starts_with(|one: char| one.is_ascii_alphabetic() || one == '"')
        && layout(line).is_some_and(|(found, is_header)| is_header && found == *known)
}

impl Flow {
    /// Bytes that went both ways.
    pub(super) fn bytes(&self) -> u64 {
        self.by_interface.values().max().copied().unwrap_or_default()
    }
}
