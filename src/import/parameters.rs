//! Files of template parameters, as the AWS CLI and CodePipeline take them: values for the templates and manifests of the
//! same call, and nothing of a design.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::native::input_problems;
use super::{Format, Given, Ignored, InputCoverage, Options, Origins, Reading, Top, Unknown};
use crate::design::build::{InputKind, InputProblem};
use crate::finding::{FileIndex, Kind, Locus, Place};
use crate::source::{Document, Pointer};

/// Values for parameters: a list as `aws cloudformation create-stack --parameters file://…` takes it, or a mapping under
/// `Parameters` as the template configuration of CodePipeline has it. They are read before all other inputs, by
/// [`readings`], and not again with them.
pub(super) static FORMAT: Format = Format { name: "parameters", tells: |_| false, is, read: |_, _| Vec::new() };

/// What may stand beside `Parameters` where no template is around it.
const BESIDE: &[&str] = &["Parameters", "Tags", "StackPolicy"];

fn is(top: &Top) -> bool {
    if top.is_list {
        return top.has("ParameterKey");
    }
    top.has("Parameters") && top.keys.iter().all(|key| BESIDE.contains(&key.as_str()))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    parameter_key: String,
    parameter_value: Option<String>,
    use_previous_value: Option<bool>,
    /// What a Systems Manager parameter came to; `describe-stacks` prints it.
    resolved_value: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    parameters: BTreeMap<String, String>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    stack_policy: Option<Value>,
}

/// A parameter, its value where one is told, and where it stands.
type Told = (String, Option<String>, Pointer);

/// What a file tells, what it has besides by kind, and its problems.
fn told(document: &Document, file: FileIndex) -> (Vec<Told>, BTreeMap<&'static str, usize>, Vec<InputProblem>) {
    let root = Pointer::root();
    if document.is_list() {
        let (entries, problems) = document.to::<Vec<Entry>>();
        let told = entries.into_iter().flatten().enumerate().map(|(index, entry)| {
            let value = entry.resolved_value.or(entry.parameter_value);
            let known = value.filter(|_| entry.use_previous_value != Some(true));
            (entry.parameter_key, known, root.index(index))
        });
        return (told.collect(), BTreeMap::new(), input_problems(document, &problems, file));
    }
    let (whole, problems) = document.to::<Configuration>();
    let mut besides = BTreeMap::new();
    let mut all = Vec::new();
    if let Some(Configuration { parameters, tags, stack_policy }) = whole {
        let at = root.push("Parameters");
        all.extend(parameters.into_iter().map(|(name, value)| {
            let place = at.push(&name);
            (name, Some(value), place)
        }));
        besides.extend((!tags.is_empty()).then_some(("tag", tags.len())));
        besides.extend(stack_policy.map(|_| ("stack policy", 1)));
    }
    (all, besides, input_problems(document, &problems, file))
}

/// The files by their place among the inputs, and the options with what they tell: what the user gave with the command
/// goes before, then the first file.
pub(super) fn readings(
    given: &[Given<'_>],
    formats: &[&'static Format],
    options: &Options,
) -> (Vec<(usize, Reading)>, Options, Vec<InputProblem>) {
    let mut whole = options.clone();
    let (mut readings, mut problems) = (Vec::new(), Vec::new());
    let mut first: BTreeMap<String, (Option<String>, Place)> = BTreeMap::new();
    let all = given.iter().zip(formats).enumerate();
    for (index, (one, _)) in all.filter(|(_, (_, format))| std::ptr::eq(**format, &raw const FORMAT)) {
        let (reading, told) = self::one(one);
        readings.push((index, reading));
        for (name, value, pointer) in told {
            let place = Place { file: Some(one.file), pointer };
            match first.get(&name) {
                Some((before, there)) if *before != value => problems.push(InputProblem {
                    kind: InputKind::Disagreement,
                    at: Locus::new(Kind::File, one.name, place),
                    message: format!("parameter `{name}` has another value in another place"),
                    help: Some("the first is taken; leave one of the two out".to_owned()),
                    related: Some((Locus::new(Kind::File, one.name, there.clone()), "first here".to_owned())),
                    fix: None,
                }),
                Some(_) => {}
                None => drop(first.insert(name, (value, place))),
            }
        }
    }
    for (name, (value, _)) in first {
        if options.parameters.contains_key(&name) {
            continue;
        }
        match value {
            Some(value) => drop(whole.parameters.insert(name, value)),
            None => drop(whole.previous.insert(name)),
        }
    }
    (readings, whole, problems)
}

fn one(given: &Given<'_>) -> (Reading, Vec<Told>) {
    let document = match Document::read(given.name, given.bytes) {
        Ok(document) => document,
        Err(error) => return (Reading::refused(error, FORMAT.name), Vec::new()),
    };
    let (told, besides, problems) = told(&document, given.file);
    let mut coverage = InputCoverage::new(FORMAT.name);
    let known = told.iter().filter(|(_, value, _)| value.is_some()).count();
    coverage.read.extend((known > 0).then(|| ("parameter".to_owned(), known)));
    for (kind, count) in besides {
        coverage.ignored.insert(kind.to_owned(), Ignored { count, bears_on: None });
    }
    for (name, ..) in told.iter().filter(|(_, value, _)| value.is_none()) {
        coverage.unknown.push(Unknown {
            what: format!("parameter `{name}`"),
            because: PREVIOUS.to_owned(),
            could_flip: "what rests on the values that it gives".to_owned(),
            place: None,
        });
    }
    (Reading { document: Ok(document), raw: None, origins: Origins::default(), coverage, problems }, told)
}

/// Why a parameter that is only said to stay as it is has no value.
pub(super) const PREVIOUS: &str = "it keeps the value that the stack has, which no input tells";
