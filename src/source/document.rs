//! A file that was read: its text, its values, and the way from a pointer to a place.

use std::sync::OnceLock;

use line_index::{LineIndex, TextSize, WideEncoding, WideLineCol};
use serde::de::DeserializeOwned;

use super::{
    Part, Pointer, Position, Problem, Span, SyntaxError, deserialize, place,
    tree::{Data, NodeId, Tree},
};

/// One YAML or JSON file, with the place of every value in it.
///
/// A byte order mark is not part of [`text`](Self::text), and no offset counts it.
///
/// # Example
/// ```
/// use tieline::source::{Document, Part, Pointer};
///
/// let document = Document::read("net.json", br#"{"vpcs": {"shop": {"cidrs": ["10.0.0.0/16"]}}}"#).unwrap();
/// let pointer = Pointer::root().push("vpcs").push("shop").push("cidrs").index(0);
/// let span = document.locate(&pointer, Part::Value).unwrap();
/// assert_eq!(document.slice(span), "\"10.0.0.0/16\"");
/// ```
#[derive(Debug)]
pub struct Document {
    name: String,
    pub(super) text: String,
    format: Format,
    pub(super) tree: Tree,
    pub(super) root: NodeId,
    /// Values with every alias written out; bounded when the file is read.
    pub(super) expanded: u64,
    /// Repeated keys, found while reading.
    pub(super) duplicates: Vec<Problem>,
    comments: Vec<Comment>,
    parsed: bool,
    // Built when the first position is asked for: a file without findings never needs it.
    lines: OnceLock<LineIndex>,
    /// UTF-16 code units before each stretch of the text, counted when first asked for.
    units: OnceLock<Vec<usize>>,
}

/// Bytes of text between two counts of UTF-16 code units.
const STRETCH: usize = 4096;

/// The syntax a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Strict JSON.
    Json,
    /// YAML 1.2, of which JSON is a part.
    Yaml,
}

/// A comment of a YAML file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its place, `#` included.
    pub span: Span,
    /// What follows the `#`, blanks at both ends left out.
    pub text: String,
    /// The line, from 1.
    pub line: u32,
}

/// What reading a file gives, before it is a document.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) tree: Tree,
    pub(super) root: NodeId,
    pub(super) expanded: u64,
    pub(super) duplicates: Vec<Problem>,
    pub(super) comments: Vec<Comment>,
}

impl Document {
    /// Reads a file that is YAML or JSON.
    ///
    /// A name that ends in `.json` means strict JSON, one in `.yaml` or `.yml` YAML; under any other
    /// name (`-`) the text decides. Keys given twice are no error here: [`Document::to`] reports them.
    ///
    /// # Errors
    /// What is no text (too large, not UTF-8, zero bytes), holds nothing, breaks the syntax, nests
    /// deeper than [`MAX_DEPTH`](super::MAX_DEPTH), multiplies itself by aliases, holds several
    /// documents, a key that is not text, a merge key or a tag. Always one error, the first.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, SyntaxError> {
        super::read::read(name, bytes)
    }

    /// Reads a file as [`read`](Self::read) does, with YAML's tags: a tagged value becomes a mapping of one key, which
    /// `key` makes of the tag, to the value; a tag of which it makes nothing is refused.
    ///
    /// # Errors
    /// As [`read`](Self::read), and what it makes of a tag may not stand as a key.
    ///
    /// ```
    /// use tieline::source::Document;
    /// let key = |tag: &str| tag.strip_prefix('!').map(str::to_owned);
    /// let document = Document::read_tagged("a.yaml", b"vpc: !Ref shop\n", key).unwrap();
    /// let (value, _) = document.to::<serde_json::Value>();
    /// assert_eq!(value.unwrap()["vpc"]["Ref"], "shop");
    /// ```
    pub fn read_tagged(name: &str, bytes: &[u8], key: fn(&str) -> Option<String>) -> Result<Self, SyntaxError> {
        super::read::read_tagged(name, bytes, key)
    }

    /// Reads a file of several YAML documents, as the list of them; JSON is read as [`read`](Self::read) does.
    ///
    /// # Errors
    /// As [`read`](Self::read), but for several documents.
    ///
    /// ```
    /// use tieline::source::{Document, Part, Pointer};
    /// let document = Document::read_stream("a.yaml", b"kind: A\n---\nkind: B\n").unwrap();
    /// let place = document.locate(&Pointer::root().index(1).push("kind"), Part::Value).unwrap();
    /// assert_eq!(document.slice(place), "B");
    /// ```
    pub fn read_stream(name: &str, bytes: &[u8]) -> Result<Self, SyntaxError> {
        super::read::read_stream(name, bytes)
    }

    pub(super) fn new(name: &str, text: &str, format: Format, read: Read) -> Self {
        let Read { tree, root, expanded, duplicates, comments } = read;
        let (name, text) = (name.to_owned(), text.to_owned());
        Self {
            name,
            text,
            format,
            tree,
            root,
            expanded,
            duplicates,
            comments,
            parsed: true,
            lines: OnceLock::new(),
            units: OnceLock::new(),
        }
    }

    /// A file that something else reads, kept only to turn bytes into lines and columns.
    ///
    /// For machine-made JSON of many megabytes, whose values are never asked for by pointer: no tree is built, so
    /// [`locate`](Self::locate) knows the root alone and [`to`](Self::to) finds one text.
    ///
    /// # Errors
    /// What is no UTF-8, or larger than [`MAX_UNPARSED_BYTES`](super::MAX_UNPARSED_BYTES).
    pub fn unparsed(name: &str, bytes: &[u8]) -> Result<Self, SyntaxError> {
        let text = super::read::decode(name, bytes, super::MAX_UNPARSED_BYTES)?;
        let mut tree = Tree::default();
        let whole = tree.keep(text, Span::new(0, 0), "");
        let root = tree.add(Span::new(0, text.len()), Data::Plain(whole));
        let read = Read { tree, root, expanded: 1, duplicates: Vec::new(), comments: Vec::new() };
        Ok(Self { parsed: false, ..Self::new(name, text, Format::Json, read) })
    }

    /// Whether values can be asked for; `false` after [`unparsed`](Self::unparsed).
    #[must_use]
    pub const fn is_parsed(&self) -> bool {
        self.parsed
    }

    /// The name it was read under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The syntax it turned out to be in.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// All comments, in the order of the file; JSON has none.
    #[must_use]
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// Fills a type from the values, and says everything that is wrong at once.
    ///
    /// What is asked for decides how a value is read: for text an unquoted `012`, `1.10` or `no` is
    /// handed over as written; for a number or a truth value the rules of YAML 1.2 hold. Unknown
    /// fields of a struct are problems but do no harm; fields that start with `x-` are the user's
    /// own and are passed over. Any other problem takes out the smallest list item, map entry or
    /// field that can be missed, and the rest is read on; so a type may come back along with
    /// problems, and must not be trusted further than they allow.
    ///
    /// Problems come in the order of the file, at most [`MAX_PROBLEMS`](super::MAX_PROBLEMS) and
    /// one that says there may be more. The type should hold no `tag`, `untagged` or `flatten`:
    /// serde forgets places inside them.
    ///
    /// Takes time proportional to the file, and more by a bounded factor where problems are found.
    #[must_use]
    pub fn to<T: DeserializeOwned>(&self) -> (Option<T>, Vec<Problem>) {
        deserialize::fill(self)
    }

    /// Whether it is a list of values.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(self.tree.data(self.root), Data::List { .. })
    }

    /// The place of a value or of its key; nothing when the pointer leads nowhere.
    ///
    /// A value that is left empty (`cidrs:`) is found at its key, for it has no bytes of its own.
    ///
    /// Takes time proportional to the pointer's length, times the logarithm of the mappings' sizes.
    #[must_use]
    pub fn locate(&self, pointer: &Pointer, part: Part) -> Option<Span> {
        let mut at = (None, self.root);
        for segment in pointer.segments() {
            at = self.child(at.1, &segment)?;
        }
        Some(self.place(at, part))
    }

    /// The place of a value, or of the nearest container of it that exists.
    ///
    /// Of a container the key is meant, where it has one: a missing field is best shown at the name
    /// of what lacks it.
    #[must_use]
    pub fn locate_nearest(&self, pointer: &Pointer, part: Part) -> Span {
        let mut at = (None, self.root);
        for segment in pointer.segments() {
            match self.child(at.1, &segment) {
                Some(child) => at = child,
                None => return self.place(at, Part::Key),
            }
        }
        self.place(at, part)
    }

    /// The text at a place; empty when the place is not of this document.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Line and column of a byte, counted in characters; an offset too large means the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        self.wide_position(offset, WideEncoding::Utf32)
    }

    /// Line and column of a byte for browsers, SARIF and language servers.
    ///
    /// # Units
    /// The column counts UTF-16 code units, so an emoji counts two.
    #[must_use]
    pub fn position_utf16(&self, offset: usize) -> Position {
        self.wide_position(offset, WideEncoding::Utf16)
    }

    /// How many UTF-16 code units stand before a byte: the offset that browsers and language servers count by.
    #[must_use]
    pub fn offset_utf16(&self, offset: usize) -> usize {
        // One count for every stretch of the text, so that many offsets of a large file cost little.
        let counts = self.units.get_or_init(|| {
            let mut units = 0_usize;
            let mut counts = Vec::new();
            let mut start = 0_usize;
            while start < self.text.len() {
                counts.push(units);
                let end = place::boundary(&self.text, start.saturating_add(STRETCH));
                units = units.saturating_add(
                    self.slice(Span::new(place::boundary(&self.text, start), end)).encode_utf16().count(),
                );
                start = start.saturating_add(STRETCH);
            }
            counts
        });
        let at = place::boundary(&self.text, offset);
        let stretch = (at / STRETCH).min(counts.len().saturating_sub(1));
        let start = place::boundary(&self.text, stretch.saturating_mul(STRETCH));
        let before = counts.get(stretch).copied().unwrap_or_default();
        before.saturating_add(self.slice(Span::new(start, at)).encode_utf16().count())
    }

    /// A line by its number from 1, without its line break; empty when there is no such line.
    #[must_use]
    pub fn line_text(&self, line: u32) -> &str {
        self.slice(self.line_span(line))
    }

    /// The place of a line by its number from 1, without its line break.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        let end = Span::new(self.text.len(), self.text.len());
        line.checked_sub(1)
            .and_then(|before| self.lines().line(before))
            .map_or(end, |range| place::line_at(&self.text, u32::from(range.start()) as usize))
    }

    /// The part of a place that stands on its first line: what to underline of a long block.
    #[must_use]
    pub fn first_line(&self, span: Span) -> Span {
        let end = place::line_at(&self.text, span.start).end;
        Span::new(span.start, span.end.min(end.max(span.start)))
    }

    fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    fn wide_position(&self, offset: usize, encoding: WideEncoding) -> Position {
        let at = TextSize::from(place::small(place::boundary(&self.text, offset)));
        let found = self.lines().try_line_col(at).and_then(|at| self.lines().to_wide(encoding, at));
        let WideLineCol { line, col } = found.unwrap_or(WideLineCol { line: 0, col: 0 });
        Position { line: line.saturating_add(1), column: col.saturating_add(1) }
    }

    /// The key, if any, and the value one step down.
    pub(super) fn child(&self, at: NodeId, segment: &str) -> Option<(Option<NodeId>, NodeId)> {
        match self.tree.data(at) {
            Data::List { first, len } => {
                let index: usize = segment.parse().ok()?;
                // RFC 6901 knows `1`, not `01` or `+1`.
                let plain = segment == "0" || segment.starts_with(|c: char| matches!(c, '1'..='9'));
                self.tree.items(first, len).get(index).filter(|_| plain).map(|item| (None, *item))
            }
            Data::Map { .. } => self.tree.entry(&self.text, at, segment).map(|entry| (Some(entry.key), entry.value)),
            Data::Plain(_) | Data::Quoted(_) | Data::Alias(_) => None,
        }
    }

    fn place(&self, (key, value): (Option<NodeId>, NodeId), part: Part) -> Span {
        let span = self.tree.span(value);
        match key {
            Some(key) if part == Part::Key || span.is_empty() => self.tree.span(key),
            _ => span,
        }
    }
}
