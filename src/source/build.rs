//! The parser's events to a tree, within every limit.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, options};

use super::{
    Comment, FREE_REPEATED, MAX_COMMENTS, MAX_DEPTH, MAX_PROBLEMS, MAX_REPEATED, MAX_VALUES, Part, Pointer, Problem,
    ProblemKind, Span, SyntaxError,
    document::Read,
    place::small,
    problem::{MERGE_KEY, clip},
    read::empty,
    tree::{Data, Entry, NodeId, Tree},
};

/// A list or mapping whose end has not come yet.
struct Open {
    node: NodeId,
    map: bool,
    flow: bool,
    /// Where its children start among those waiting; a mapping's are key, value, key, value.
    base: usize,
    anchor: usize,
    /// Values inside it so far with aliases written out, itself included.
    size: u64,
    /// Lists and mappings inside one another so far, itself included.
    height: usize,
    /// Where its last child ends: a block has no closing bracket.
    end: usize,
}

/// What an alias repeats.
#[derive(Clone, Copy)]
struct Anchored {
    node: NodeId,
    size: u64,
    height: usize,
}

pub(super) struct Builder<'t> {
    name: &'t str,
    text: &'t str,
    tree: Tree,
    root: Option<Anchored>,
    open: Vec<Open>,
    waiting: Vec<NodeId>,
    anchors: BTreeMap<usize, Anchored>,
    duplicates: Vec<Problem>,
    comments: Vec<Comment>,
    /// Line breaks counted so far, and up to which byte.
    lines: (u32, usize),
    /// What a tag stands for as the one key of a mapping around the value; without it tags are refused.
    tags: Option<fn(&str) -> Option<String>>,
    /// How many lists and mappings are open outside each tagged one.
    tagged: Vec<usize>,
    /// Whether the documents of a stream become the items of a list.
    stream: bool,
}

impl<'t> Builder<'t> {
    pub(super) fn new(name: &'t str, text: &'t str) -> Self {
        Self {
            name,
            text,
            tree: Tree::default(),
            root: None,
            open: Vec::new(),
            waiting: Vec::new(),
            anchors: BTreeMap::new(),
            duplicates: Vec::new(),
            comments: Vec::new(),
            lines: (1, 0),
            tags: None,
            tagged: Vec::new(),
            stream: false,
        }
    }

    /// Takes a tagged value as a mapping with one key, which is what `key` makes of the tag.
    pub(super) fn with_tags(self, key: fn(&str) -> Option<String>) -> Self {
        Self { tags: Some(key), ..self }
    }

    /// Takes all documents of a stream, as a list.
    pub(super) fn with_stream(self) -> Self {
        Self { stream: true, ..self }
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// Reads YAML.
    pub(super) fn run(mut self) -> Result<Read, SyntaxError> {
        let options = options! {
            emit_comments: true,
            // A file's head comment may be longer than the parser's default.
            max_buffered_comment_events: MAX_COMMENTS,
            flow_nesting_limit: MAX_DEPTH.saturating_add(1),
            block_nesting_limit: MAX_DEPTH.saturating_add(1),
        };
        if self.stream {
            self.start(false, StructureStyle::Block, 0, Span::new(0, 0))?;
        }
        for next in Parser::new_from_str_with_options(self.text, options) {
            let (event, span) = next.map_err(|error| SyntaxError::yaml(self.name, self.text, &error))?;
            let range = span.byte_range().unwrap_or(0..0);
            if let Some(tag) = event.tag().filter(|tag| !self.is_plain(&tag.original())) {
                let original = tag.original();
                let place = span.tag_span().and_then(|tag| tag.byte_range()).unwrap_or(range.clone());
                let place = Span::new(place.start, place.end);
                if let Some(key) = self.tags.and_then(|tags| tags(&original)) {
                    self.tagged(event, &key, place, Span::new(range.start, range.end))?;
                    continue;
                }
                let message = format!("the tag `{}` is not understood here", clip(&original));
                let help = match (self.tags, self.stream) {
                    (Some(_), _) => "a template takes the tags of its functions, such as `!Ref`: leave any other out",
                    (None, true) => "manifests take no tags: leave it out, and quote a text that starts with `!`",
                    _ => "native designs take no tags: leave it out, and quote a text that starts with `!`",
                };
                return Err(self.error(place, message, help));
            }
            let closes = matches!(event, Event::SequenceEnd | Event::MappingEnd);
            let span = Span::new(range.start, range.end);
            self.take(event, span)?;
            // A mapping that stands for a tag ends with its one value.
            if closes && self.tagged.last() == Some(&self.open.len()) {
                self.tagged.pop();
                self.end(span)?;
            }
        }
        if self.stream {
            self.end(Span::new(self.text.len(), self.text.len()))?;
        }
        self.finish()
    }

    /// Whether a tag says of a value only what it is anyway: those of YAML itself, where other formats allow them.
    fn is_plain(&self, tag: &str) -> bool {
        let core = ["!", "!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq"];
        (self.tags.is_some() || self.stream) && core.contains(&tag)
    }

    /// The tree, once every value has been taken.
    pub(super) fn finish(mut self) -> Result<Read, SyntaxError> {
        let Some(root) = self.root else {
            return Err(empty(self.name));
        };
        // `---` and nothing after it is as empty as no text at all.
        if self.tree.span(root.node).is_empty() {
            return Err(empty(self.name));
        }
        let values = u64::from(small(self.tree.nodes.len()));
        if root.size > values.saturating_mul(MAX_REPEATED).saturating_add(FREE_REPEATED) {
            let message = format!("aliases make {} values out of {values}", root.size);
            return Err(SyntaxError::whole(self.name, message, "write some of them out"));
        }
        self.tree.shrink();
        Ok(Read {
            tree: self.tree,
            root: root.node,
            expanded: root.size,
            duplicates: self.duplicates,
            comments: self.comments,
        })
    }

    fn take(&mut self, event: Event<'t>, span: Span) -> Result<(), SyntaxError> {
        match event {
            Event::Scalar(value, style, anchor, _) => self.scalar(&value, style, anchor, span),
            Event::SequenceStart(style, anchor, _) => self.start(false, style, anchor, span),
            Event::MappingStart(style, anchor, _) => self.start(true, style, anchor, span),
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::Comment(text, _) => self.comment(&text, span),
            // The documents of a stream go into a list that is open until the end.
            Event::DocumentStart(..) if self.root.is_some() => Err(self.error(
                span,
                "a second document starts here",
                "a file holds one document: put each in a file of its own",
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        anchor: usize,
        span: Span,
    ) -> Result<(), SyntaxError> {
        let plain = style == ScalarStyle::Plain;
        // The parser says `~` where nothing is written.
        let value = if plain && span.is_empty() { "" } else { value };
        if self.at_key() && plain {
            if value.is_empty() {
                return Err(self.error(
                    span,
                    "a key is missing before the colon",
                    "write `\"\"` if it is meant to be empty",
                ));
            }
            if value == "<<" {
                return Err(self.error(span, "merge keys (`<<`) are not supported", MERGE_KEY));
            }
        }
        let kept = self.tree.keep(self.text, span, value);
        // A block text's range runs up to the next token; what is underlined should not.
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => self.trimmed(span),
            _ => span,
        };
        let node = self.tree.add(span, if plain { Data::Plain(kept) } else { Data::Quoted(kept) });
        self.put(Anchored { node, size: 1, height: 0 }, anchor, span)
    }

    pub(super) fn start(
        &mut self,
        map: bool,
        style: StructureStyle,
        anchor: usize,
        span: Span,
    ) -> Result<(), SyntaxError> {
        self.refuse_as_key(span, if map { "a mapping" } else { "a list" })?;
        if self.open.len() >= MAX_DEPTH {
            return Err(SyntaxError::too_deep(self.name, self.text, span));
        }
        let node = self.tree.add(span, Data::List { first: 0, len: 0 });
        let flow = style == StructureStyle::Flow;
        let (base, end) = (self.waiting.len(), span.end);
        self.open.push(Open { node, map, flow, base, anchor, size: 1, height: 1, end });
        Ok(())
    }

    pub(super) fn end(&mut self, span: Span) -> Result<(), SyntaxError> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let children = self.waiting.get(open.base..).unwrap_or_default();
        let data = if open.map {
            let (pairs, _) = children.as_chunks::<2>();
            let mut entries = pairs.iter().map(|&[key, value]| Entry { key, value }).collect();
            let (data, replaced) = self.tree.map(self.text, &mut entries);
            self.waiting.truncate(open.base);
            self.repeated(&replaced);
            data
        } else {
            let data = self.tree.list(children);
            self.waiting.truncate(open.base);
            data
        };
        let end = if open.flow { span.end } else { open.end };
        let start = self.tree.span(open.node).start;
        if let Some(node) = self.tree.nodes.get_mut(open.node as usize) {
            node.end = small(end);
            node.data = data;
        }
        let value = Anchored { node: open.node, size: open.size, height: open.height };
        self.put(value, open.anchor, Span::new(start, end))
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        self.refuse_as_key(span, "an alias")?;
        let Some(target) = self.anchors.get(&anchor).copied() else {
            let help = "an alias may not stand inside the value it repeats";
            return Err(self.error(span, "this alias contains itself", help));
        };
        if self.open.len().saturating_add(target.height) > MAX_DEPTH {
            return Err(SyntaxError::too_deep(self.name, self.text, span));
        }
        let node = self.tree.add(span, Data::Alias(target.node));
        self.put(Anchored { node, size: target.size.saturating_add(1), height: target.height }, 0, span)
    }

    /// Takes the start of a tagged value, with a mapping around it.
    fn tagged(&mut self, event: Event<'t>, key: &str, tag: Span, span: Span) -> Result<(), SyntaxError> {
        let (anchor, whole) = match &event {
            Event::Scalar(_, _, anchor, _) => (*anchor, true),
            Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _) => (*anchor, false),
            _ => return self.take(event, span),
        };
        self.start(true, StructureStyle::Block, anchor, tag)?;
        let kept = self.tree.keep(self.text, tag, key);
        let node = self.tree.add(tag, Data::Quoted(kept));
        self.put(Anchored { node, size: 1, height: 0 }, 0, tag)?;
        if whole {
            self.take(event, span)?;
            return self.end(span);
        }
        self.tagged.push(self.open.len());
        self.take(event, span)
    }

    fn comment(&mut self, text: &str, span: Span) -> Result<(), SyntaxError> {
        if self.comments.len() >= MAX_COMMENTS {
            return Err(self.error(span, format!("more than {MAX_COMMENTS} comments"), "take some out"));
        }
        let (line, seen) = self.lines;
        let between = self.text.as_bytes().get(seen..span.start).unwrap_or_default();
        let breaks = between.iter().filter(|byte| **byte == b'\n').count();
        let line = line.saturating_add(small(breaks));
        self.lines = (line, span.start.max(seen));
        self.comments.push(Comment { span, text: text.trim().to_owned(), line });
        Ok(())
    }

    /// Hands a finished value to what holds it.
    fn put(&mut self, value: Anchored, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        if self.tree.nodes.len() > MAX_VALUES {
            return Err(self.error(span, format!("more than {MAX_VALUES} values"), "split the file"));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, value);
        }
        match self.open.last_mut() {
            Some(open) => {
                open.size = open.size.saturating_add(value.size);
                open.height = open.height.max(value.height.saturating_add(1));
                open.end = open.end.max(span.end);
                self.waiting.push(value.node);
            }
            None => self.root = Some(value),
        }
        Ok(())
    }

    /// Whether the next value is a mapping's key.
    fn at_key(&self) -> bool {
        self.open.last().is_some_and(|open| open.map && self.waiting.len().abs_diff(open.base).is_multiple_of(2))
    }

    fn refuse_as_key(&self, span: Span, what: &str) -> Result<(), SyntaxError> {
        if self.at_key() {
            let help = "a key is text; if this is a value, put it in quotes";
            return Err(self.error(span, format!("{what} cannot be a key"), help));
        }
        Ok(())
    }

    /// Notes keys that came again. The mapping itself is no longer open, but all around it are.
    fn repeated(&mut self, replaced: &[(Entry, Entry)]) {
        // One more than is reported, so that the report can say there are more.
        let room = MAX_PROBLEMS.saturating_add(1).saturating_sub(self.duplicates.len());
        if replaced.is_empty() || room == 0 {
            return;
        }
        let at = self.here();
        for (gone, kept) in replaced.iter().take(room) {
            let name = self.tree.key(self.text, *kept);
            let kind = ProblemKind::DuplicateKey { name: clip(name), first: self.tree.span(gone.key) };
            self.duplicates.push(Problem { pointer: at.push(name), part: Part::Key, kind });
        }
    }

    /// The pointer of the value that was just closed: its own children no longer wait.
    fn here(&self) -> Pointer {
        let ends = self.open.iter().skip(1).map(|open| open.base).chain([self.waiting.len()]);
        self.open.iter().zip(ends).fold(Pointer::root(), |pointer, (open, end)| {
            if open.map {
                let key = end.checked_sub(1).and_then(|at| self.waiting.get(at)).copied();
                pointer.push(key.and_then(|key| self.tree.scalar(self.text, key)).unwrap_or_default())
            } else {
                pointer.index(end.saturating_sub(open.base))
            }
        })
    }

    /// A range without the blanks and line breaks at its end.
    fn trimmed(&self, span: Span) -> Span {
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        Span::new(span.start, span.start.saturating_add(text.trim_end().len()))
    }

    pub(super) fn error(&self, span: Span, message: impl Into<String>, help: &str) -> SyntaxError {
        SyntaxError::at(self.name, self.text, span, message, help)
    }
}
