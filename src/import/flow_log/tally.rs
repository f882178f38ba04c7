//! Records → flows: who asked whom on which port, and how many bytes went both ways. One flow is seen at every network
//! interface it passes, so of the interfaces the one that saw most counts, and not their sum.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::record::{Layout, Record, layout, record};
use crate::finding::FileIndex;

/// Flows that are kept apart.
const MOST: usize = 500_000;
/// From here on ports are those that systems give to whoever asks (Linux: 32768 to 60999; IANA: from 49152).
const EPHEMERAL: u16 = 32_768;
pub(super) const MORE: &str = "records of flows beyond the first 500000";
const AMBIGUOUS: &str = "records that do not tell which side asked";
const OTHERS: &str = "records of protocols other than TCP and UDP";

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
    /// Where its first record stands: the input, and the byte.
    pub(super) first: (FileIndex, usize),
}

/// All flows of a call.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) flows: BTreeMap<Key, Flow>,
    interfaces: BTreeMap<String, u32>,
    span: Option<(u64, u64)>,
    records: BTreeMap<FileIndex, usize>,
}

impl Tally {
    /// Takes the records of a text; gives what was passed over.
    pub(super) fn take(&mut self, file: FileIndex, text: &str) -> BTreeMap<&'static str, usize> {
        let mut over: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut read = 0_usize;
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
                    self.count(first, (file, place), &mut read, &mut over);
                }
                continue;
            };
            let next = record(line, layout);
            self.count(next, (file, place), &mut read, &mut over);
        }
        self.records.insert(file, read);
        over
    }

    fn count(
        &mut self,
        record: Result<Record, &'static str>,
        at: (FileIndex, usize),
        read: &mut usize,
        over: &mut BTreeMap<&'static str, usize>,
    ) {
        match record.and_then(|record| self.add(record, at)) {
            Ok(()) => *read += 1,
            Err(kind) => *over.entry(kind).or_default() += 1,
        }
    }

    fn add(&mut self, record: Record, at: (FileIndex, usize)) -> Result<(), &'static str> {
        if !matches!(record.protocol, 6 | 17) {
            return Err(OTHERS);
        }
        let (from, to) = (record.source_port, record.destination_port);
        // Whoever asks has a port of the upper range, whoever answers one below it.
        let (client, server, port) = match (from < EPHEMERAL && from > 0, to < EPHEMERAL && to > 0) {
            (false, true) => (record.source, record.destination, to),
            (true, false) => (record.destination, record.source, from),
            (true, true) if to < 1_024 && from >= 1_024 => (record.source, record.destination, to),
            (true, true) if from < 1_024 && to >= 1_024 => (record.destination, record.source, from),
            _ => return Err(AMBIGUOUS),
        };
        let key = Key { client, server, port, protocol: record.protocol };
        if self.flows.len() >= MOST && !self.flows.contains_key(&key) {
            return Err(MORE);
        }
        let next = u32::try_from(self.interfaces.len()).unwrap_or(u32::MAX);
        let interface = *self.interfaces.entry(record.interface).or_insert(next);
        let flow = self.flows.entry(key).or_insert_with(|| Flow { by_interface: BTreeMap::new(), first: at });
        let bytes = flow.by_interface.entry(interface).or_default();
        *bytes = bytes.saturating_add(record.bytes);
        if record.end >= record.start && record.start > 0 {
            let (first, last) = self.span.unwrap_or((record.start, record.end));
            self.span = Some((first.min(record.start), last.max(record.end)));
        }
        Ok(())
    }

    /// Records of an input that were taken.
    pub(super) fn records(&self, file: FileIndex) -> usize {
        self.records.get(&file).copied().unwrap_or_default()
    }

    /// Seconds from the first record to the last.
    pub(super) fn seconds(&self) -> Option<u64> {
        self.span.map(|(first, last)| last.saturating_sub(first)).filter(|seconds| *seconds > 0)
    }
}

impl Flow {
    /// Bytes that went both ways.
    pub(super) fn bytes(&self) -> u64 {
        self.by_interface.values().max().copied().unwrap_or_default()
    }
}
