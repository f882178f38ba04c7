//! Reports and pictures in every form: whole, valid, the same each time, and inert whatever names hold.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tieline::facts::Facts;
use tieline::report::diagram::{Scene, dot, drawio, mermaid, svg};
use tieline::report::text::{Layout, render};
use tieline::report::{html, markdown, sarif};
use tieline::{Input, Review, Scope, review};

const EXAMPLES: [&str; 5] = ["planted", "roadshow", "hub-and-spoke", "eks-lattice-platform", "privatelink-saas"];

/// Names that would be markup, an end of quotes, or a control sequence.
const HOSTILE: &str = r#"
tieline: 1
vpcs:
  "<script>alert(1)</script>": { cidrs: [10.0.0.0/16], subnets: { "a\"]; b": { cidr: 10.0.0.0/29 } } }
  "x` | **b** ]( https://evil.example": { cidrs: [10.0.0.0/16] }
  "]]> --> \u202e & %": { cidrs: [10.2.0.0/16], subnets: { "http://evil.example": { cidr: 10.2.0.0/24 } } }
applications:
  "<img src=x onerror=alert(2)>": { vpc: "<script>alert(1)</script>", serves: [https/443] }
needs:
  "javascript:alert(3)": { from: "x` | **b** ]( https://evil.example", to: "<img src=x onerror=alert(2)>" }
links:
  "'><b>": { vpc_peering: { between: ["<script>alert(1)</script>", "x` | **b** ]( https://evil.example"] } }
"#;

fn example(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{name}.yaml"))).unwrap()
}

fn looked_at(name: &str, text: &str) -> Review {
    review(&[Input { name, bytes: text.as_bytes() }], &Facts::shipped(), Scope::Review)
}

/// Every form of report and picture of one text.
fn forms(text: &str) -> Vec<(&'static str, String)> {
    let facts = Facts::shipped();
    let review = looked_at("net.yaml", text);
    let scene = Scene::of(&review);
    vec![
        ("markdown", markdown(&review, &facts)),
        ("html", html(&review, &facts)),
        ("sarif", sarif(&review, &facts).unwrap()),
        ("svg", svg(&scene)),
        ("mermaid", mermaid(&scene)),
        ("dot", dot(&scene)),
        ("drawio", drawio(&scene)),
    ]
}

#[test]
fn every_form_gives_the_same_bytes_each_time() {
    for name in EXAMPLES {
        let text = example(name);
        assert_eq!(forms(&text), forms(&text), "{name}");
    }
}

#[test]
fn sarif_logs_keep_to_the_standard() {
    let mut schema: Value = serde_json::from_str(include_str!("data/sarif-2.1.0.json")).unwrap();
    // The standard's own pattern for a language is no regular expression to a strict reader; no log of ours names one.
    for part in ["run", "toolComponent"] {
        schema["definitions"][part]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut texts: Vec<String> = EXAMPLES.map(example).to_vec();
    texts.extend([HOSTILE.to_owned(), "vpcs: [[[".to_owned(), String::new()]);
    for text in texts {
        let log: Value =
            serde_json::from_str(&sarif(&looked_at("a b.yaml", &text), &Facts::shipped()).unwrap()).unwrap();
        let faults: Vec<String> = validator.iter_errors(&log).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
    // And the schema refuses what is wrong, or the above would mean nothing.
    assert!(!validator.is_valid(&serde_json::json!({ "version": "2.1.0", "runs": [{ "tool": {} }] })));
}

#[test]
fn every_finding_is_a_result_of_its_rule_at_its_place() {
    let text = example("planted");
    let review = looked_at("examples/planted.yaml", &text);
    let log: Value = serde_json::from_str(&sarif(&review, &Facts::shipped()).unwrap()).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), review.findings.len());
    for (result, finding) in results.iter().zip(&review.findings) {
        assert_eq!(result["ruleId"], finding.rule.to_string());
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "examples/planted.yaml");
        let line = usize::try_from(place["region"]["startLine"].as_u64().unwrap()).unwrap();
        let (source, span) = review.span(&finding.at).unwrap();
        let Ok(document) = &source.document else { panic!("it was read") };
        assert_eq!(line, usize::try_from(document.position(span.start).line).unwrap());
    }
}

#[test]
fn reports_tell_every_finding_need_and_total() {
    for name in EXAMPLES {
        let text = example(name);
        let review = looked_at("net.yaml", &text);
        let facts = Facts::shipped();
        for (form, report) in [("markdown", markdown(&review, &facts)), ("html", html(&review, &facts))] {
            for finding in &review.findings {
                assert!(report.contains(&finding.rule.to_string()), "{name}, {form}: {}", finding.rule);
            }
            let advice = review.advice.as_ref();
            for need in advice.iter().flat_map(|advice| &advice.needs) {
                assert!(report.contains(need.need.as_str()), "{name}, {form}: {}", need.need);
            }
            if let Some(advice) = advice {
                assert!(report.contains(&advice.plan.objective.total().to_string()), "{name}, {form}");
            }
            for text in &review.coverage.not_modelled {
                let start = text.split([':', '`']).next().unwrap();
                assert!(report.contains(start), "{name}, {form}: {text}");
            }
        }
    }
}

#[test]
fn names_stay_names() {
    for (form, text) in forms(HOSTILE) {
        assert!(!text.contains('\u{202e}'), "{form} turns the direction of writing");
        let whole = text.to_lowercase();
        match form {
            "html" | "svg" | "drawio" => {
                assert!(
                    !whole.contains("<script") && !whole.contains("<img src=x") && !whole.contains("<b>"),
                    "{form}"
                );
            }
            "markdown" => {
                // Outside of code nothing is a tag, a link of the input or emphasis of the input.
                let outside: String = text.replace("\\`", "").split('`').step_by(2).collect();
                assert!(!outside.contains("<script") && !outside.contains("evil.example)"), "{outside}");
                assert!(!outside.contains("**b**"), "{outside}");
            }
            "mermaid" | "dot" => {
                for line in text.lines() {
                    let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
                    assert!(quotes % 2 == 0, "{form}: quotes do not pair in {line}");
                }
                assert!(form == "dot" || !text.contains('<'), "{form}");
            }
            _ => {}
        }
    }
}

#[test]
fn pictures_show_every_box_and_edge() {
    for name in EXAMPLES {
        let scene = Scene::of(&looked_at("net.yaml", &example(name)));
        assert_eq!(drawio(&scene).matches("vertex=\"1\"").count(), scene.boxes.len(), "{name}");
        assert_eq!(drawio(&scene).matches("edge=\"1\"").count(), scene.edges.len(), "{name}");
        assert_eq!(dot(&scene).matches(" -- ").count(), scene.edges.len(), "{name}");
        let nodes = mermaid(&scene);
        for number in 0..scene.boxes.len() {
            assert!(
                nodes.contains(&format!("n{number}[")) || nodes.contains(&format!("n{number}([")),
                "{name}: n{number}"
            );
        }
    }
}

#[test]
fn what_was_passed_over_and_what_is_unknown_is_told_in_every_report() {
    let template = "AWSTemplateFormatVersion: '2010-09-09'\nParameters: { Block: { Type: String } }\nResources:\n  \
                    Shop: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: !Ref Block } }\n  \
                    Queue: { Type: 'AWS::SQS::Queue' }\n";
    let facts = Facts::shipped();
    let review = looked_at("net.yaml", template);
    let words = render(&review, &facts, &Layout { width: 1_000, ..Layout::default() });
    for (form, told) in [("text", words), ("markdown", markdown(&review, &facts)), ("html", html(&review, &facts))] {
        for wanted in ["AWS::SQS::Queue", "bears on no verdict", "could flip", "cloudformation"] {
            assert!(told.contains(wanted), "{form} does not tell `{wanted}`:\n{told}");
        }
    }
}
