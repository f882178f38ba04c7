//! One finding as rustc draws it: message, place, source lines with every label, why, and what to do.

mod excerpt;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::footnotes::Footnotes;
use super::page::{clean, wrap};
use super::{Layout, Style};
use crate::finding::{Applicability, Finding, Locus, Severity, WayOut};
use crate::import::Shown;
use crate::review::Review;
use crate::source::{Document, Part, Pointer, SourceLine, Span, SyntaxError};
use crate::why::Premise;

use excerpt::{Excerpt, Mark, excerpts};

/// What drawing a finding takes.
pub(super) struct Frames<'p, 'f> {
    pub(super) review: &'p Review,
    pub(super) layout: Layout,
    pub(super) notes: &'p mut Footnotes<'f>,
}

impl Frames<'_, '_> {
    /// A finding, without a newline at its end.
    pub(super) fn finding(&mut self, finding: &Finding) -> String {
        let mut drawing = Drawing::new(&finding.message, Some(finding.rule.to_string()), severity(finding.severity));
        self.places(finding, &mut drawing);
        self.why(finding, &mut drawing);
        drawing.help = match finding.ways_out.as_slice() {
            [] => finding.fix.as_ref().map(|fix| fix.title.clone()).into_iter().collect(),
            ways => ways_out(ways),
        };
        if finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe) {
            drawing.help.push("`tieline check --fix` does this".to_owned());
        }
        drawing.draw(&self.layout)
    }

    /// Where it is, and the other places involved: those of one file in one frame, those in no file as notes.
    fn places(&self, finding: &Finding, drawing: &mut Drawing) {
        let mut files: Vec<(&Document, Vec<Mark>)> = Vec::new();
        match self.review.show(&finding.at).map(|shown| (shown, &shown.source.document, shown.span)) {
            Some((shown, Ok(document), Some(span))) if document.is_parsed() => {
                let mark = Mark { span: document.first_line(span), label: None, primary: true };
                files.push((document, vec![mark]));
                drawing.called(shown.address);
            }
            Some((_, Err(error), _)) if error.line.is_some() => drawing.syntax(error),
            Some((shown, ..)) => drawing.origin(&in_words(shown)),
            None => drawing.origin(&nowhere(&finding.at)),
        }
        for related in &finding.related {
            match self.review.show(&related.at).map(|shown| (shown, &shown.source.document, shown.span)) {
                Some((shown, Ok(document), Some(span))) => {
                    if !document.is_parsed() {
                        drawing.notes.push(format!("{}: {}", related.text, in_words(shown)));
                        continue;
                    }
                    let label = Some(clean(&related.text));
                    let mark = Mark { span: document.first_line(span), label, primary: false };
                    match files.iter_mut().find(|(one, _)| std::ptr::eq(*one, document)) {
                        Some((_, marks)) => marks.push(mark),
                        None => files.push((document, vec![mark])),
                    }
                }
                Some(_) => {}
                None => drawing.notes.push(format!("{}: {}", related.text, nowhere(&related.at))),
            }
        }
        for (document, marks) in files {
            drawing.document(document, marks);
        }
    }

    /// The premises as notes: a fact in full the first time, by its number from then on.
    fn why(&mut self, finding: &Finding, drawing: &mut Drawing) {
        let mut again = Vec::new();
        for premise in &finding.why.premises {
            match premise {
                Premise::Input { text, at } => {
                    let shown =
                        at.place == finding.at.place || finding.related.iter().any(|one| one.at.place == at.place);
                    let place = if shown { None } else { self.place(at) };
                    let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
                    drawing.notes.push(format!("{text}{place}"));
                }
                Premise::Fact(fact) => match self.notes.statement(*fact) {
                    Some(statement) => drawing.notes.push(statement),
                    None => again.push(self.notes.mark(*fact)),
                },
            }
        }
        if !again.is_empty() {
            drawing.notes.push(format!("see {}", again.join(" ")));
        }
        if let Some(set) = &finding.overridden {
            // Ordered from worst to mildest.
            let verb = if set.own < finding.severity { "lowers" } else { "raises" };
            let place = self.place(&set.at).map(|place| format!(" ({place})")).unwrap_or_default();
            drawing.notes.push(format!("the rule's own severity is {}; a setting {verb} it{place}", set.own));
        }
        if let Some(reference) = &finding.reference {
            drawing.notes.push(format!("see {reference}"));
        }
    }

    fn place(&self, at: &Locus) -> Option<String> {
        let shown = self.review.show(at)?;
        shown.source.document.as_ref().ok()?;
        shown.span.map(|_| in_words(shown))
    }
}

/// Ways out in order, each with its reason.
fn ways_out(ways: &[WayOut]) -> Vec<String> {
    let told = ways.iter().zip(1..).map(|(way, place)| format!("way out {place}: {} ({})", way.fix.title, way.because));
    told.collect()
}

/// A file that could not be read.
pub(super) fn unreadable(error: &SyntaxError, layout: &Layout) -> String {
    let mut drawing = Drawing::new(&error.message, None, Level::ERROR);
    drawing.syntax(error);
    drawing.help = error.help.clone().into_iter().collect();
    drawing.draw(layout)
}

/// Something wrong with one value.
pub(super) fn problem(
    document: &Document,
    (pointer, part): (&Pointer, Part),
    message: &str,
    help: Option<&str>,
    layout: &Layout,
) -> String {
    let mut drawing = Drawing::new(message, None, Level::ERROR);
    let span = document.first_line(document.locate_nearest(pointer, part));
    drawing.document(document, vec![Mark { span, label: None, primary: true }]);
    drawing.help = help.map(str::to_owned).into_iter().collect();
    drawing.draw(layout)
}

fn severity(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::INFO.with_name("advice"),
    }
}

/// A place in one line: file, line, column, and what the file calls the thing.
fn in_words(shown: Shown<'_>) -> String {
    let position = match (&shown.source.document, shown.span) {
        (Ok(document), Some(span)) => Some(document.position(span.start)),
        (Ok(_), None) => None,
        (Err(error), _) => error.position,
    };
    let place = position.map_or_else(|| shown.source.name.clone(), |at| format!("{}:{at}", shown.source.name));
    shown.address.map_or_else(|| place.clone(), |address| format!("{place} {address}"))
}

/// The place of something that stands in no file.
fn nowhere(at: &Locus) -> String {
    let thing = if at.id.is_empty() { at.kind.to_string() } else { format!("{} {}", at.kind, at.id) };
    if at.place.pointer.is_root() { thing } else { format!("{thing} ({})", at.place.pointer) }
}

/// A finding taken apart for the renderer.
struct Drawing {
    title: String,
    id: Option<String>,
    level: Level<'static>,
    parts: Vec<Drawn>,
    notes: Vec<String>,
    help: Vec<String>,
}

/// A place with its source lines, or without.
enum Drawn {
    Origin(String),
    Lines(String, Excerpt),
}

impl Drawing {
    fn new(title: &str, id: Option<String>, level: Level<'static>) -> Self {
        Self { title: clean(title), id, level, parts: Vec::new(), notes: Vec::new(), help: Vec::new() }
    }

    /// Notes what the file calls the thing, when that is not its name here.
    fn called(&mut self, address: Option<&str>) {
        self.notes.extend(address.map(|address| format!("in the file it is `{address}`")));
    }

    fn origin(&mut self, place: &str) {
        self.parts.push(Drawn::Origin(clean(place)));
    }

    fn document(&mut self, document: &Document, marks: Vec<Mark>) {
        let path = clean(document.name());
        let line_of = |span: Span| {
            let line = document.position(span.start).line;
            (line, document.line_span(line))
        };
        let found = excerpts(document.text(), marks, line_of);
        self.parts.extend(found.into_iter().map(|excerpt| Drawn::Lines(path.clone(), excerpt)));
    }

    fn syntax(&mut self, error: &SyntaxError) {
        match (&error.line, error.span, error.position) {
            (Some(line), Some(span), Some(position)) => {
                let SourceLine { number, start, text } = line.as_ref();
                let excerpt = Excerpt::of_line(*number, *start, text, span, position.column);
                self.parts.push(Drawn::Lines(clean(&error.name), excerpt));
            }
            _ => self.origin(&error.name),
        }
    }

    fn draw(&self, layout: &Layout) -> String {
        let mut title = self.level.clone().primary_title(self.title.as_str());
        if let Some(id) = &self.id {
            title = title.id(id.as_str());
        }
        let mut group = Group::with_title(title);
        for part in &self.parts {
            group = group.element(element(part));
        }
        // What stands before a note: the gutter, `= ` and the name of the level.
        let width = layout.width.saturating_sub(14);
        let wrapped = |text: &str| wrap(&clean(text), width, width).join("\n");
        for note in &self.notes {
            group = group.element(Level::NOTE.message(wrapped(note)));
        }
        for help in &self.help {
            group = group.element(Level::HELP.message(wrapped(help)));
        }
        let renderer = match layout.style {
            Style::Plain => Renderer::plain(),
            Style::Colour => Renderer::styled(),
        };
        let mut text = renderer.term_width(layout.width).render(&[group]);
        for part in &self.parts {
            if let Drawn::Lines(path, excerpt) = part
                && let Some((drawn, real)) = excerpt.columns
            {
                // The renderer counts columns in what it is given, and of a very long line it is given only a part.
                let line = excerpt.line;
                text = text.replacen(&format!("{path}:{line}:{drawn}"), &format!("{path}:{line}:{real}"), 1);
            }
        }
        text
    }
}

fn element(part: &Drawn) -> Element<'_> {
    match part {
        Drawn::Origin(place) => Origin::path(place.as_str()).into(),
        Drawn::Lines(path, excerpt) => {
            let annotations = excerpt.marks.iter().map(|mark| {
                let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                kind.span(mark.span.start..mark.span.end).label(mark.label.as_deref())
            });
            let line = usize::try_from(excerpt.line).unwrap_or(usize::MAX);
            Snippet::source(excerpt.text.as_str()).line_start(line).path(path.as_str()).annotations(annotations).into()
        }
    }
}
