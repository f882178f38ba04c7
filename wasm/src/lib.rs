//! The browser's door: text in, text out, no logic.
//!
//! Questions take the files as JSON, `[{ "name": "…", "text": "…" }]`, answer JSON or text, and throw for no input
//! whatever: a file that cannot be read comes back as a finding. The last files are kept as they were understood, so that
//! several questions about them read and judge them once.
//!
//! A file called `.tieline.yaml` is settings. To say what day it is, or to give settings of another name, the files are
//! wrapped: `{ "files": […], "settings": { "name": "…", "text": "…" }, "today": "2027-01-31" }`, the last two as wished.

mod kept;

use kept::{about, about_advised, about_counted};
use tieline::Review;
use tieline::advise::growth::Growth;
use tieline::design::start::{Answers, start as begun};
use tieline::design::tuning::{Tuning, tuned};
use tieline::facts::Facts;
use tieline::network::exact::{Exact, Traffic, TrafficError};
use tieline::report;
use tieline::report::change::ChangeReport;
use tieline::report::curves::CurvesReport;
use tieline::report::diagram::{Scene, dot, drawio, mermaid, svg};
use tieline::report::reach::{self, ReachQuestion, VpcMatrixReport};
use tieline::report::shown::Shown;
use tieline::report::space::SpaceReport;
use tieline::rules;
use wasm_bindgen::prelude::wasm_bindgen;

/// Sends a panic's message to the browser's console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Tieline's version, as in `tieline --version`.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Findings and coverage: the bytes of `tieline check --format json`. The quick half, for while someone types.
#[wasm_bindgen]
#[must_use]
pub fn check(files: &str) -> String {
    about(files, |review, facts| report::json(review, facts).unwrap_or_default())
}

/// Findings, advice and coverage: the bytes of `tieline review --format json`.
#[wasm_bindgen]
#[must_use]
pub fn review(files: &str) -> String {
    about_counted(files, |review, facts| report::json(review, facts).unwrap_or_default())
}

/// As `check`, or as `review` where `advised` (without turning points in numbers,
/// which `curves` tells), for a page: how many findings there are, and of the result's findings so
/// many at most. A hundred thousand findings have two hundred megabytes, and nobody reads them.
#[wasm_bindgen]
#[must_use]
pub fn shown(files: &str, advised: bool, most: usize) -> String {
    let ask =
        |review: &Review, facts: &Facts| serde_json::to_string(&Shown::of(review, facts, most)).unwrap_or_default();
    if advised { about_advised(files, ask) } else { about(files, ask) }
}

/// The picture: boxes and edges with their coordinates, and what the plan adds once advice was asked for.
#[wasm_bindgen]
#[must_use]
pub fn scene(files: &str) -> String {
    about_advised(files, |review, _| serde_json::to_string(&Scene::of(review)).unwrap_or_default())
}

/// The address space: the bytes of `tieline space --format json`.
#[wasm_bindgen]
#[must_use]
pub fn space(files: &str) -> String {
    about(files, |review, facts| SpaceReport::of(review, facts).json().unwrap_or_default())
}

/// Cost over volume for every need.
#[wasm_bindgen]
#[must_use]
pub fn curves(files: &str) -> String {
    about_advised(files, |review, facts| serde_json::to_string(&CurvesReport::of(review, facts)).unwrap_or_default())
}

/// Advice if volumes, consumers or preferences were different (`tuning` is JSON): a result as of `review`, or
/// `{ "error": "…" }` where the question makes no sense.
#[wasm_bindgen]
#[must_use]
pub fn retuned(files: &str, tuning: &str) -> String {
    kept::advised_mut(files, |review, facts| {
        let tuning: Result<Tuning, String> = serde_json::from_str(tuning).map_err(|error| error.to_string());
        let design = tuning.and_then(|tuning| tuned(&review.design, &tuning).map_err(|error| error.to_string()));
        match design {
            Ok(design) => review.on_trial(design, facts, |review| report::json(review, facts).unwrap_or_default()),
            Err(error) => refused(&error),
        }
    })
}

/// What growth would change (`growth` as at the command line, such as `consumers=3x,vpcs=40`): the `growth` of a result
/// of `tieline review --grow`, or `{ "error": "…" }` where it makes no sense.
#[wasm_bindgen]
#[must_use]
pub fn grown(files: &str, growth: &str) -> String {
    kept::advised_mut(files, |review, facts| match growth.parse::<Growth>() {
        Ok(growth) => review.on_growth(growth, facts, |review| {
            serde_json::to_string(&report::dto::Report::of(review, facts).growth).unwrap_or_default()
        }),
        Err(error) => refused(&error.to_string()),
    })
}

/// What the second design changes about the first: the bytes of `tieline diff --format json`, or `{ "error": "…" }` where
/// one of them cannot be read.
#[wasm_bindgen]
#[must_use]
pub fn compared(before: &str, after: &str) -> String {
    kept::compared(before, after, |before, after| {
        for (review, which) in [(before, "before"), (after, "after")] {
            if !review.is_readable() {
                return refused(&format!("the design {which} could not be read: the findings about it say why"));
            }
        }
        ChangeReport::of(before, after).json().unwrap_or_default()
    })
}

/// Everybody that `reach` can be asked about by name, as a JSON list.
#[wasm_bindgen]
#[must_use]
pub fn parties(files: &str) -> String {
    about(files, |review, _| {
        let names: Vec<String> = reach::parties(&review.design).iter().map(ToString::to_string).collect();
        serde_json::to_string(&names).unwrap_or_default()
    })
}

/// Whether one end reaches another (`question` is JSON): the bytes of `tieline reach FROM TO --format json`, or
/// `{ "error": "…" }` where there are no such ends or packets.
#[wasm_bindgen(js_name = reach)]
#[must_use]
pub fn reached(files: &str, question: &str) -> String {
    about(files, |review, facts| {
        let question: Result<ReachQuestion, String> = serde_json::from_str(question).map_err(|error| error.to_string());
        match question.and_then(|question| question.answer(&review.design, facts)) {
            Ok(report) => report.json().unwrap_or_default(),
            Err(error) => refused(&error),
        }
    })
}

/// Which VPCs reach which, all pairs (`port` as at the command line, or nothing for all packets), or
/// `{ "error": "…" }` where there are no such packets.
#[wasm_bindgen]
#[must_use]
pub fn vpc_matrix(files: &str, port: &str) -> String {
    about(files, |review, _| match if port.is_empty() { Ok(Traffic::ANY) } else { port.parse() } {
        Ok(traffic) => {
            let report = VpcMatrixReport::of(&review.design, &Exact::of(&review.design), traffic);
            serde_json::to_string(&report).unwrap_or_default()
        }
        Err(error) => refused(&TrafficError::to_string(&error)),
    })
}

/// A report to keep: `json`, `markdown`, `html` or `sarif`, the bytes of the command line; `svg`, `mermaid`, `dot` or
/// `drawio` for the picture. Empty for any other form.
#[wasm_bindgen]
#[must_use]
pub fn report_as(files: &str, form: &str) -> String {
    about_counted(files, |review, facts| match form {
        "json" => report::json(review, facts).unwrap_or_default(),
        "markdown" => report::markdown(review, facts),
        "html" => report::html(review, facts),
        "sarif" => report::sarif(review, facts).unwrap_or_default(),
        "svg" => svg(&Scene::of(review)),
        "mermaid" => mermaid(&Scene::of(review)),
        "dot" => dot(&Scene::of(review)),
        "drawio" => drawio(&Scene::of(review)),
        _ => String::new(),
    })
}

/// A design to begin with (`answers` is JSON): `{ "text": "…" }`, the bytes of `tieline init`, or `{ "error": "…" }`.
#[wasm_bindgen]
#[must_use]
pub fn begin(answers: &str) -> String {
    let answers: Result<Answers, String> = serde_json::from_str(answers).map_err(|error| error.to_string());
    match answers.and_then(|answers| begun(&answers).map_err(|error| error.to_string())) {
        Ok(text) => serde_json::json!({ "text": text }).to_string(),
        Err(error) => refused(&error),
    }
}

/// The page of a rule, as Markdown; empty when there is no such rule.
#[wasm_bindgen]
#[must_use]
pub fn rule_page(name: &str) -> String {
    rules::find(name).map_or_else(String::new, |rule| rule.docs.to_owned())
}

fn refused(error: &str) -> String {
    serde_json::json!({ "error": error }).to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use tieline::{Input, Scope, Terms, review_under};

    const DESIGN: &str = "tieline: 1\nvpcs:\n  shop: { cidrs: [172.17.0.0/16] }\n";
    const SETTINGS: &str = "allow: [{ rule: TL108, until: 2027-01-31, reason: no Docker }]\n";

    #[test]
    fn settings_and_the_day_give_the_bytes_of_the_crate() {
        let facts = Facts::shipped();
        let file = |name: &str, text: &str| serde_json::json!({ "name": name, "text": text });
        for (day, found) in [("2027-01-31", 0), ("2027-02-01", 2)] {
            let terms = Terms {
                settings: Some(Input { name: "own.yaml", bytes: SETTINGS.as_bytes() }),
                today: day.parse().ok(),
                ..Terms::default()
            };
            let inputs = [Input { name: "net.yaml", bytes: DESIGN.as_bytes() }];
            let direct = review_under(&terms, &inputs, &facts, Scope::Check);
            assert_eq!(direct.findings.len(), found);
            let files = [file("net.yaml", DESIGN)];
            let asked = serde_json::json!({ "files": files, "settings": file("own.yaml", SETTINGS), "today": day });
            assert_eq!(check(&asked.to_string()), report::json(&direct, &facts).unwrap());
        }
        let files = serde_json::json!([file("net.yaml", DESIGN), file(".tieline.yaml", SETTINGS)]);
        assert!(check(&files.to_string()).contains("\"allowed\": [\n      {"));
    }

    #[test]
    fn two_designs_are_compared_and_each_is_kept() {
        let files = |text: &str| serde_json::json!([{ "name": "net.yaml", "text": text }]).to_string();
        let (old, new) = (files(DESIGN), files(&DESIGN.replace("172.17.", "10.0.")));
        let told = compared(&old, &new);
        let change: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(change.pointer("/no_longer_wrong/0/rule").unwrap(), "TL108");
        assert_eq!(compared(&old, &new), told);
        assert!(compared(&new, &new).contains("\"no_longer_wrong\": []"));
        assert!(compared(&files("vpcs: [[["), &new).contains("error"));
    }

    #[test]
    fn reach_is_asked_in_the_words_of_the_command_line() {
        let files = serde_json::json!([{ "name": "net.yaml", "text": DESIGN }]).to_string();
        assert_eq!(parties(&files), r#"["shop","internet"]"#);
        let asked = r#"{ "from": "internet", "to": "shop", "port": "tcp/443", "isolated": false }"#;
        assert!(reached(&files, asked).contains("\"verdict\": \"no\""));
        assert!(reached(&files, &asked.replace("shop", "shap")).contains("`shap` is no application"));
        assert!(vpc_matrix(&files, "").contains(r#""rows":["-"]"#));
        assert!(vpc_matrix(&files, "x").contains("error"));
    }

    #[test]
    fn what_is_no_request_is_told_as_a_file_that_cannot_be_read() {
        for asked in ["", "[1]", r#"{ "files": [], "today": "soon" }"#, r#"{ "files": [], "more": 1 }"#] {
            assert!(check(asked).contains("\"file\": \"request\""), "{asked}");
        }
    }
}
