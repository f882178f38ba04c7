//! Fixes carried out: the patches of findings put into the texts they were found in, as far as that makes things better.
//! What a fix is, and which may be trusted, the rules say.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Facts;
use crate::finding::{Applicability, FileIndex, Finding, Patch, RuleId};
use crate::import::Input;
use crate::review::{Review, Scope, Terms, review_under};
use crate::rules::Check;
use crate::source::Edit;

/// Which fixes are carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Those that keep the meaning.
    Safe,
    /// All that are patches: a person has decided.
    All,
}

/// Inputs after their fixes.
#[derive(Debug)]
pub struct Fixed {
    /// The text of each input, in the order given; `None` where nothing changed.
    pub texts: Vec<Option<String>>,
    /// The findings whose fixes were carried out, in the order in which that happened.
    pub done: Vec<Finding>,
    /// The inputs looked at once more: what is left.
    pub review: Review,
}

/// Carries out the fixes of all findings, again and again, until none is left that helps.
///
/// Fixes that meet in one place are carried out one after the other. A fix that would not take its finding away, or
/// that would bring another one, is not carried out: after every step each rule finds as much as before or less, and
/// all of them together find less. Only where the input itself was damaged is there no knowing what the other rules
/// would have found.
///
/// # Example
/// ```
/// use tieline::facts::Facts;
/// use tieline::{Input, Trust, fix};
///
/// let text = b"tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.9/16] } # the first\n";
/// let fixed = fix(&[Input { name: "net.yaml", bytes: text }], &Facts::shipped(), Trust::Safe);
/// let after = fixed.texts[0].as_deref().unwrap();
/// assert_eq!(after, "tieline: 1\nvpcs:\n  shop: { cidrs: [10.0.0.0/16] } # the first\n");
/// assert!(fixed.review.findings.is_empty());
/// ```
pub fn fix(inputs: &[Input<'_>], facts: &Facts, trust: Trust) -> Fixed {
    fix_under(&Terms::default(), inputs, facts, trust)
}

/// Carries out fixes as [`fix`] does, under given terms: what they allow or turn off is left as it is.
pub fn fix_under(terms: &Terms<'_>, inputs: &[Input<'_>], facts: &Facts, trust: Trust) -> Fixed {
    let mut state = State::of(terms, inputs, facts);
    let mut done = Vec::new();
    let mut refused: BTreeSet<String> = BTreeSet::new();
    loop {
        let mut chosen = chosen(&state.review, trust, &refused);
        // Half of those that fail together, until some work or one is known not to.
        loop {
            let Some(first) = chosen.first() else {
                let texts = state.texts.into_iter().zip(inputs).map(|(text, input)| changed(text, input)).collect();
                return Fixed { texts, done, review: state.review };
            };
            match state.after(terms, inputs, facts, &chosen) {
                Some(next) => {
                    done.append(&mut chosen);
                    state = next;
                    break;
                }
                None if chosen.len() == 1 => {
                    refused.insert(name(first));
                    break;
                }
                None => chosen.truncate(chosen.len() / 2),
            }
        }
    }
}

/// The texts so far, and what is found in them.
struct State {
    texts: Vec<Option<String>>,
    review: Review,
}

impl State {
    fn of(terms: &Terms<'_>, inputs: &[Input<'_>], facts: &Facts) -> Self {
        Self { texts: vec![None; inputs.len()], review: review_under(terms, inputs, facts, Scope::Check) }
    }

    /// The state after these fixes; `None` when one of them cannot be made, or they do not help.
    fn after(&self, terms: &Terms<'_>, inputs: &[Input<'_>], facts: &Facts, findings: &[Finding]) -> Option<Self> {
        let mut edits: BTreeMap<usize, Vec<Edit>> = BTreeMap::new();
        for Patch { file, edit } in findings.iter().flat_map(patches) {
            edits.entry(usize::from(file.as_ref()?.0)).or_default().push(edit.clone());
        }
        let mut texts = self.texts.clone();
        for (file, edits) in edits {
            let document = self.review.sources.get(file)?.document.as_ref().ok()?;
            *texts.get_mut(file)? = Some(document.edited(&edits).ok()?);
        }
        let given = inputs.iter().zip(&texts).map(|(input, text)| Input {
            name: input.name,
            bytes: text.as_ref().map_or(input.bytes, |text| text.as_bytes()),
        });
        let review = review_under(terms, &given.collect::<Vec<_>>(), facts, Scope::Check);
        helps(&self.review, &review).then_some(Self { texts, review })
    }
}

fn patches(finding: &Finding) -> &[Patch] {
    finding.fix.as_ref().map(|fix| fix.patches.as_slice()).unwrap_or_default()
}

/// A fix by what it is of and what it does: where everything else moves, this stays.
fn name(finding: &Finding) -> String {
    format!("{} {:?}", finding.rule, patches(finding))
}

/// The fixes to carry out together: each apart from all before it.
fn chosen(review: &Review, trust: Trust, refused: &BTreeSet<String>) -> Vec<Finding> {
    let mut claims = Claims::default();
    let trusted = review.findings.iter().filter(|finding| match finding.fix.as_ref().map(|fix| fix.applicability) {
        Some(Applicability::Safe) => true,
        Some(Applicability::Unsafe) => trust == Trust::All,
        Some(Applicability::Words) | None => false,
    });
    trusted
        .filter(|finding| !patches(finding).is_empty() && !refused.contains(&name(finding)))
        .filter(|finding| claims.claim(patches(finding)))
        .cloned()
        .collect()
}

/// What the fixes chosen so far change.
#[derive(Default)]
struct Claims {
    /// Values that are replaced, renamed or taken out, and lists and mappings that are added to: by file and pointer.
    whole: BTreeSet<(Option<FileIndex>, String)>,
    inside: BTreeSet<(Option<FileIndex>, String)>,
}

impl Claims {
    /// Whether these patches touch nothing that is claimed; if so, they claim it.
    ///
    /// Stricter than [`Document::edited`](crate::source::Document::edited): what waits is looked at again afterwards.
    fn claim(&mut self, patches: &[Patch]) -> bool {
        let claims = |patch: &Patch| {
            // A text of a list may be any of its items, so the list counts as added to.
            let whole = !matches!(
                patch.edit,
                Edit::Insert { .. } | Edit::Set { .. } | Edit::RemoveItem { .. } | Edit::ReplaceItem { .. }
            );
            (whole, (patch.file, patch.edit.pointer().to_string()))
        };
        let free = patches.iter().map(claims).all(|(whole, (file, pointer))| {
            let mut above = Some(pointer.as_str());
            while let Some(at) = above {
                if self.whole.contains(&(file, at.to_owned())) {
                    return false;
                }
                above = at.rsplit_once('/').map(|(parent, _)| parent);
            }
            let key = (file, pointer);
            let meets_inside = whole && (below(&self.whole, &key) || below(&self.inside, &key));
            !meets_inside && !self.inside.contains(&key)
        });
        if free {
            for (whole, key) in patches.iter().map(claims) {
                if whole {
                    self.whole.insert(key)
                } else {
                    self.inside.insert(key)
                };
            }
        }
        free
    }
}

/// Whether something in the set stands inside a value.
fn below(set: &BTreeSet<(Option<FileIndex>, String)>, (file, pointer): &(Option<FileIndex>, String)) -> bool {
    let inside = format!("{pointer}/");
    set.range((*file, inside.clone())..).next().is_some_and(|(other, at)| other == file && at.starts_with(&inside))
}

/// Whether a review is better than the one before: no rule finds more, and all together find less.
fn helps(before: &Review, after: &Review) -> bool {
    // While the input is damaged only some rules run, so only what is wrong with the input can be compared.
    let damaged = before.is_damaged();
    let tally = |review: &Review| {
        let mut tally: BTreeMap<RuleId, usize> = BTreeMap::new();
        for finding in &review.findings {
            let is_input = crate::rules::find(&finding.name).is_some_and(|rule| matches!(rule.check, Check::Input(_)));
            if !damaged || is_input {
                *tally.entry(finding.rule).or_default() += 1;
            }
        }
        tally
    };
    let (before, after) = (tally(before), tally(after));
    let none_more = after.iter().all(|(rule, count)| before.get(rule).is_some_and(|had| count <= had));
    none_more && after.values().sum::<usize>() < before.values().sum()
}

/// The text to write, with the byte order mark that the input had; `None` when it is the input's own.
fn changed(text: Option<String>, input: &Input<'_>) -> Option<String> {
    let mark = if input.bytes.starts_with("\u{feff}".as_bytes()) { "\u{feff}" } else { "" };
    let text = format!("{mark}{}", text?);
    (text.as_bytes() != input.bytes).then_some(text)
}
