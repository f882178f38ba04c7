//! The review of the files asked about last, so that the next question about them starts from it.

use std::cell::RefCell;

use tieline::facts::Facts;
use tieline::settings::Date;
use tieline::{Input, Review, Scope, Terms, review, review_under};

struct Kept {
    files: String,
    review: Review,
}

type Place = std::thread::LocalKey<RefCell<Option<Kept>>>;

thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
    /// What the files were last compared with: it is asked about again whenever they change.
    static BEFORE: RefCell<Option<Kept>> = const { RefCell::new(None) };
    static FACTS: Facts = Facts::shipped();
}

#[derive(serde::Deserialize)]
struct File {
    name: String,
    text: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    files: Vec<File>,
    settings: Option<File>,
    today: Option<String>,
}

impl File {
    fn input(&self) -> Input<'_> {
        Input { name: &self.name, bytes: self.text.as_bytes() }
    }
}

/// Asks a question about files, whether advice on them was worked out before or not.
pub(crate) fn about<T>(files: &str, ask: impl FnOnce(&Review, &Facts) -> T) -> T {
    with(files, Scope::Check, |review, facts| ask(review, facts))
}

/// Asks a question about files with advice on them.
pub(crate) fn about_advised<T>(files: &str, ask: impl FnOnce(&Review, &Facts) -> T) -> T {
    with(files, Scope::Review, |review, facts| ask(review, facts))
}

/// The same, with the turning points in numbers that take longer: what a report tells.
pub(crate) fn about_counted<T>(files: &str, ask: impl FnOnce(&Review, &Facts) -> T) -> T {
    with(files, Scope::Review, |review, facts| {
        review.count(facts);
        ask(review, facts)
    })
}

/// Asks a question that puts another design on trial.
pub(crate) fn advised_mut<T>(files: &str, ask: impl FnOnce(&mut Review, &Facts) -> T) -> T {
    with(files, Scope::Review, ask)
}

/// Asks a question about two designs with advice on them, the first of which is what the second is compared with.
pub(crate) fn compared<T>(before: &str, after: &str, ask: impl FnOnce(&Review, &Review) -> T) -> T {
    with_in(&BEFORE, before, Scope::Review, |before, _| about_advised(after, |after, _| ask(before, after)))
}

fn with<T>(files: &str, scope: Scope, ask: impl FnOnce(&mut Review, &Facts) -> T) -> T {
    with_in(&KEPT, files, scope, ask)
}

fn with_in<T>(place: &'static Place, files: &str, scope: Scope, ask: impl FnOnce(&mut Review, &Facts) -> T) -> T {
    FACTS.with(|facts| {
        // Out of its place while in use: were a question to panic, nothing half-done would be kept.
        let kept = place.take().filter(|kept| kept.files == files);
        let mut kept = kept.unwrap_or_else(|| Kept { files: files.to_owned(), review: looked_at(files, facts) });
        if scope == Scope::Review {
            kept.review = kept.review.with_advice(facts);
        }
        let told = ask(&mut kept.review, facts);
        place.set(Some(kept));
        told
    })
}

fn looked_at(asked: &str, facts: &Facts) -> Review {
    let bare = |files| Request { files, settings: None, today: None };
    let request = serde_json::from_str::<Vec<File>>(asked).map(bare).or_else(|_| serde_json::from_str(asked));
    // A day that is none is as wrong as files that are none.
    let today = |request: &Request| request.today.as_ref().map(|day| day.parse::<Date>()).transpose();
    match request.ok().and_then(|request| today(&request).ok().map(|today| (request, today))) {
        Some((Request { files, settings, .. }, today)) => {
            let inputs: Vec<Input<'_>> = files.iter().map(File::input).collect();
            let terms = Terms { settings: settings.as_ref().map(File::input), today, ..Terms::default() };
            review_under(&terms, &inputs, facts, Scope::Check)
        }
        // Not what the page sends; told as a file that cannot be read.
        None => review(&[Input { name: "request", bytes: asked.as_bytes() }], facts, Scope::Check),
    }
}
