//! Where the parts of a list or mapping stand in the text, marks and line breaks included.

use super::EditError;
use crate::source::tree::{Data, NodeId};
use crate::source::{Document, Format, Pointer, Span};

/// A list or mapping as it stands in the text.
#[derive(Debug)]
pub(super) struct Container {
    /// From its opening bracket, or its first mark or key.
    pub(super) span: Span,
    pub(super) map: bool,
    pub(super) flow: bool,
    pub(super) parts: Vec<Part>,
}

/// One entry or item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) key: Option<NodeId>,
    /// From its key, or in a block list its `-`, to the end of its value.
    pub(super) span: Span,
}

/// The text of a document, asked by place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places<'d> {
    pub(super) document: &'d Document,
}

impl<'d> Places<'d> {
    pub(super) fn slice(self, start: usize, end: usize) -> &'d str {
        self.document.text().get(start..end).unwrap_or_default()
    }

    /// Whether a value is a list or mapping.
    pub(super) fn is_container(self, id: NodeId) -> bool {
        matches!(self.document.tree.node(id).map(|node| node.data), Some(Data::List { .. } | Data::Map { .. }))
    }

    /// Whether a value starts with a bracket.
    pub(super) fn is_flow(self, id: NodeId) -> bool {
        self.document.slice(self.document.tree.span(id)).starts_with(['{', '['])
    }

    /// The container behind a node; nothing when it is a scalar.
    pub(super) fn container(self, id: NodeId, at: &Pointer) -> Result<Option<Container>, EditError> {
        let tree = &self.document.tree;
        let Some(node) = tree.node(id) else { return Ok(None) };
        let span = tree.span(id);
        let flow = self.is_flow(id);
        let (map, pairs): (bool, Vec<(Option<NodeId>, NodeId)>) = match node.data {
            Data::List { first, len } => (false, tree.items(first, len).iter().map(|item| (None, *item)).collect()),
            Data::Map { first, len } => {
                (true, tree.entries(first, len).iter().map(|entry| (Some(entry.key), entry.value)).collect())
            }
            Data::Plain(_) | Data::Quoted(_) | Data::Alias(_) => return Ok(None),
        };
        let mut parts = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            let start = match key {
                Some(key) => tree.span(key).start,
                None if flow => tree.span(value).start,
                None => self.dash(tree.span(value).start).ok_or_else(|| EditError::Layout(at.clone()))?,
            };
            let end = self.end(key, value, at)?;
            parts.push(Part { key, span: Span::new(start, end) });
        }
        let span = match (flow, parts.first(), parts.last()) {
            (false, Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => span,
        };
        Ok(Some(Container { span, map, flow, parts }))
    }

    /// Where a value ends; one left empty ends behind its colon.
    pub(super) fn end(self, key: Option<NodeId>, value: NodeId, at: &Pointer) -> Result<usize, EditError> {
        let span = self.document.tree.span(value);
        if span.is_empty() {
            let colon = key.and_then(|key| self.colon(key));
            return colon.ok_or_else(|| EditError::Layout(at.clone()));
        }
        match self.container_end(value, at)? {
            Some(end) => Ok(end),
            None => Ok(span.end),
        }
    }

    /// The end of a block's last value; its own span may say less where that value is empty.
    fn container_end(self, id: NodeId, at: &Pointer) -> Result<Option<usize>, EditError> {
        let tree = &self.document.tree;
        if self.is_flow(id) {
            return Ok(None);
        }
        let last = match tree.node(id).map(|node| node.data) {
            Some(Data::List { first, len }) => tree.items(first, len).last().map(|item| (None, *item)),
            Some(Data::Map { first, len }) => {
                tree.entries(first, len).last().map(|entry| (Some(entry.key), entry.value))
            }
            _ => None,
        };
        last.map(|(key, value)| self.end(key, value, at)).transpose()
    }

    /// The first byte after the colon of a key.
    pub(super) fn colon(self, key: NodeId) -> Option<usize> {
        let end = self.document.tree.span(key).end;
        let rest = self.document.text().get(end..)?;
        let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        rest.get(gap..)?.starts_with(':').then_some(end + gap + 1)
    }

    /// The `-` before an item of a block list; comments may stand between.
    fn dash(self, item: usize) -> Option<usize> {
        let comments = self.document.comments();
        let mut index = comments.partition_point(|comment| comment.span.start < item);
        let mut end = item;
        loop {
            let before = self.slice(0, end).trim_end_matches([' ', '\t', '\r', '\n']);
            index = index.saturating_sub(1);
            match comments.get(index).map(|comment| comment.span) {
                Some(span) if span.end >= before.len() && span.start < before.len() => end = span.start,
                _ => return before.ends_with('-').then(|| before.len() - 1),
            }
        }
    }

    /// Where the line of a byte starts.
    pub(super) fn line_start(self, at: usize) -> usize {
        self.slice(0, at).rfind('\n').map_or(0, |found| found + 1)
    }

    /// Where the line of a byte ends: at its line break, or at the end of the text.
    pub(super) fn line_end(self, at: usize) -> usize {
        let text = self.document.text();
        text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |found| at + found)
    }

    /// The line break to write after a line that ends at `end`.
    pub(super) fn line_break(self, end: usize) -> &'static str {
        let text = self.document.text();
        let windows = if end < text.len() { self.slice(0, end).ends_with('\r') } else { text.contains("\r\n") };
        if windows { "\r\n" } else { "\n" }
    }

    /// The first comment that starts in a stretch of text.
    pub(super) fn comment(self, start: usize, end: usize) -> Option<Span> {
        let comments = self.document.comments();
        let index = comments.partition_point(|comment| comment.span.start < start);
        comments.get(index).map(|comment| comment.span).filter(|span| span.start < end)
    }

    /// Whether nothing but blanks and comments stands in a stretch of text.
    pub(super) fn is_blank(self, start: usize, end: usize) -> bool {
        let mut at = start;
        while let Some(comment) = self.comment(at, end) {
            if !self.slice(at, comment.start).trim().is_empty() {
                return false;
            }
            at = comment.end;
        }
        self.slice(at, end).trim().is_empty()
    }

    /// Where a value starts; of a block text, at its `|` or `>`.
    pub(super) fn start(self, key: Option<NodeId>, value: NodeId) -> usize {
        let start = self.document.tree.span(value).start;
        let Some(colon) = key.and_then(|key| self.colon(key)) else { return start };
        let before = self.slice(colon, start);
        let mark = colon + (before.len() - before.trim_start().len());
        if before.trim_start().starts_with(['|', '>']) { mark } else { start }
    }

    pub(super) fn format(self) -> Format {
        self.document.format()
    }
}
