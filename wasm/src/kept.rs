//! The review of the files asked about last, so that the next question about them starts from it.

use std::cell::RefCell;

use tieline::facts::Facts;
use tieline::{Input, Review, Scope, review};

struct Kept {
    files: String,
    review: Review,
}

thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
    static FACTS: Facts = Facts::shipped();
}

#[derive(serde::Deserialize)]
struct File {
    name: String,
    text: String,
}

/// Asks a question about files, whether advice on them was worked out before or not.
pub(crate) fn about<T>(files: &str, ask: impl FnOnce(&Review, &Facts) -> T) -> T {
    with(files, Scope::Check, |review, facts| ask(review, facts))
}

/// Asks a question about files with advice on them.
pub(crate) fn about_advised<T>(files: &str, ask: impl FnOnce(&Review, &Facts) -> T) -> T {
    with(files, Scope::Review, |review, facts| ask(review, facts))
}

/// Asks a question that puts another design on trial.
pub(crate) fn advised_mut<T>(files: &str, ask: impl FnOnce(&mut Review, &Facts) -> T) -> T {
    with(files, Scope::Review, ask)
}

fn with<T>(files: &str, scope: Scope, ask: impl FnOnce(&mut Review, &Facts) -> T) -> T {
    FACTS.with(|facts| {
        // Out of its place while in use: were a question to panic, nothing half-done would be kept.
        let kept = KEPT.take().filter(|kept| kept.files == files);
        let mut kept = kept.unwrap_or_else(|| Kept { files: files.to_owned(), review: looked_at(files, facts) });
        if scope == Scope::Review {
            kept.review = kept.review.with_advice(facts);
        }
        let told = ask(&mut kept.review, facts);
        KEPT.set(Some(kept));
        told
    })
}

fn looked_at(files: &str, facts: &Facts) -> Review {
    match serde_json::from_str::<Vec<File>>(files) {
        Ok(files) => {
            let inputs: Vec<Input<'_>> =
                files.iter().map(|file| Input { name: &file.name, bytes: file.text.as_bytes() }).collect();
            review(&inputs, facts, Scope::Check)
        }
        // Not what the page sends; told as a file that cannot be read.
        Err(_) => review(&[Input { name: "request", bytes: files.as_bytes() }], facts, Scope::Check),
    }
}
