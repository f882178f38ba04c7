//! Policies: each kind of demand at its edge, selectors, what stays unknown, and that the adviser is bound by them and
//! not by what is allowed.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tieline::advise::verdict::{Candidate, Verdict};
use tieline::design::Mechanism;
use tieline::facts::Facts;
use tieline::finding::Severity;
use tieline::{Input, Review, Scope, Terms, report, review_under};

/// Two environments, one of them said by the account.
const NETWORK: &str = "\
tieline: 1
accounts:
  '111111111111': { name: shop-prod, environment: prod }
vpcs:
  shop: { account: '111111111111', cidrs: [10.64.0.0/16], tags: { Owner: web } }
  data: { environment: prod, cidrs: [10.65.0.0/16], tags: {} }
  lab: { environment: dev, cidrs: [10.0.0.0/16] }
  odd: { cidrs: [10.1.0.0/16] }
";

fn under(design: &str, settings: Option<&str>, scope: Scope) -> Review {
    let settings = settings.map(|text| Input { name: ".tieline.yaml", bytes: text.as_bytes() });
    let inputs = [Input { name: "net.yaml", bytes: design.as_bytes() }];
    review_under(&Terms { settings, ..Terms::default() }, &inputs, &Facts::shipped(), scope)
}

/// What the policies of a settings file find in a design: number, name, thing.
fn found(design: &str, policies: &str) -> Vec<(String, String, String)> {
    let review = under(design, Some(&format!("policies:\n  {policies}\n")), Scope::Check);
    let own = review.findings.iter().filter(|one| one.rule.0 >= 900 || one.rule.0 < 100);
    own.map(|one| (one.rule.to_string(), one.name.to_string(), one.at.id.clone())).collect()
}

fn things(design: &str, policies: &str) -> Vec<String> {
    found(design, policies).into_iter().map(|(_, _, id)| id).collect()
}

#[test]
fn a_pool_allows_what_lies_in_it_and_judges_no_other_family() {
    let with = |block: &str| format!("tieline: 1\nvpcs:\n  a: {{ cidrs: [{block}], environment: prod }}\n");
    let policy = "pool: { on: { environment: prod }, allowed_cidrs: [10.64.0.0/12] }";
    for (block, count) in [
        ("10.64.0.0/16", 0),
        ("10.79.0.0/16", 0),
        ("10.80.0.0/16", 1),
        ("10.63.0.0/16", 1),
        ("10.64.0.0/16, 10.9.0.0/16, 10.8.0.0/16", 2),
        ("10.64.0.0/16, '2001:db8::/56'", 0),
    ] {
        assert_eq!(found(&with(block), policy).len(), count, "{block}");
    }
    let both = "pool: { allowed_cidrs: [10.64.0.0/12, '2001:db8:1::/48'] }";
    assert_eq!(found(&with("10.64.0.0/16, '2001:db8::/56'"), both).len(), 1);
}

#[test]
fn selectors_are_about_environment_account_name_and_tags() {
    let pool = |on: &str| format!("pool: {{ on: {{ {on} }}, allowed_cidrs: [192.168.0.0/16] }}");
    for (on, expected) in [
        ("environment: prod", vec!["shop", "data"]),
        ("environment: [dev, prod]", vec!["shop", "data", "lab"]),
        ("environment: 'p*'", vec!["shop", "data"]),
        ("account: '1111*'", vec!["shop"]),
        ("vpc: '*a*'", vec!["data", "lab"]),
        ("tags: { Owner: '*' }", vec!["shop"]),
        ("tags: { Owner: db }", vec![]),
        ("environment: prod, vpc: data", vec!["data"]),
        ("", vec!["shop", "data", "lab", "odd"]),
    ] {
        assert_eq!(things(NETWORK, &pool(on)), expected, "{on}");
    }
}

#[test]
fn what_the_design_does_not_say_is_unknown_and_told() {
    let review = |policy: &str| under(NETWORK, Some(&format!("policies:\n  {policy}\n")), Scope::Check);
    let told = |review: &Review, text: &str| review.coverage.unknown.iter().filter(|one| one.contains(text)).count();
    let one = review("pool: { on: { environment: prod }, allowed_cidrs: [10.0.0.0/8] }");
    assert_eq!(told(&one, "policy `pool` is kept: `environment` is not given for VPC `odd`"), 1);
    let one = review("owners: { things: vpc, required_tags: { Owner: '*' } }");
    assert_eq!(told(&one, "policy `owners` is kept: `tags` is not given for VPC `lab` and 1 more"), 1);
    let one = review("apart: { must_never_reach: { from: { environment: dev }, to: { environment: prod } } }");
    assert_eq!(told(&one, "policy `apart` is kept: `environment` is not given for VPC `odd`"), 1);
    assert_eq!(told(&under(NETWORK, None, Scope::Check), "policy"), 0);
}

#[test]
fn tags_are_required_of_the_things_named_with_the_values_allowed() {
    let design = "\
tieline: 1
vpcs:
  a:
    cidrs: [10.0.0.0/16]
    tags: { Owner: web, Tier: gold }
    subnets: { s: { cidr: 10.0.0.0/24, tags: { Tier: tin } } }
  b: { cidrs: [10.1.0.0/16], tags: {} }
applications:
  app: { vpc: a, tags: { Owner: '' } }
links:
  direct: { vpc_peering: { between: [a, b], tags: { Owner: net } } }
";
    let all = "owners: { required_tags: { Owner: '?*', Tier: [gold, silver] } }";
    let messages: Vec<String> =
        under(design, Some(&format!("policies:\n  {}\n", all.replace("?*", "*"))), Scope::Check)
            .findings
            .iter()
            .filter(|one| one.rule.0 == 902)
            .map(|one| one.message.clone())
            .collect();
    assert_eq!(
        messages,
        [
            "subnet `a/s` has `tin` as its tag `Tier`, which `owners` does not allow",
            "subnet `a/s` has no tag `Owner`",
            "VPC `b` has no tag `Owner`",
            "VPC `b` has no tag `Tier`",
            "application `app` has no tag `Tier`",
            "link `direct` has no tag `Tier`",
        ]
    );
    for (kinds, expected) in
        [("vpc", vec!["b"]), ("[subnet]", vec!["a/s"]), ("application", vec![]), ("[link, vpc]", vec!["b"])]
    {
        let policy = format!("owners: {{ things: {kinds}, required_tags: {{ Owner: '*' }} }}");
        assert_eq!(things(design, &policy), expected, "{kinds}");
    }
}

/// Two VPCs with a need between them; both are production.
const NEED: &str = "\
tieline: 1
region: us-east-1
vpcs:
  shop:
    cidrs: [10.0.0.0/16]
    environment: prod
    subnets: { shop-a: { az: use1-az1, cidr: 10.0.0.0/24 }, shop-b: { az: use1-az2, cidr: 10.0.1.0/24 } }
  data:
    cidrs: [10.1.0.0/16]
    environment: prod
    subnets: { data-a: { az: use1-az1, cidr: 10.1.0.0/24 }, data-b: { az: use1-az2, cidr: 10.1.1.0/24 } }
applications:
  web: { vpc: shop, runs_on: ecs }
  db: { vpc: data, runs_on: ecs, serves: [https/443] }
needs:
  web-to-db: { from: web, to: db, traffic: 1 TB/month }
";

fn option(review: &Review, mechanism: Mechanism) -> &Candidate {
    let advice = review.advice.as_ref().unwrap();
    advice.needs[0].options.iter().find(|one| one.mechanism == mechanism).unwrap()
}

#[test]
fn the_adviser_is_bound_by_a_policy_of_any_severity_and_gives_it_as_the_reason() {
    let free = under(NEED, None, Scope::Review);
    let chosen = free.advice.as_ref().unwrap().needs[0].choice().unwrap().mechanism;
    assert_eq!(option(&free, chosen).verdict, Verdict::Fits);
    for severity in ["error", "warning", "advice"] {
        let settings = format!(
            "policies:\n  not-that: {{ severity: {severity}, on: {{ environment: prod }}, forbidden_mechanisms: {chosen} }}\n"
        );
        let bound = under(NEED, Some(&settings), Scope::Review);
        assert_eq!(option(&bound, chosen).verdict, Verdict::Cannot, "{severity}");
        let result = report::json(&bound, &Facts::shipped()).unwrap();
        let result: Value = serde_json::from_str(&result).unwrap();
        let options = result["advice"]["needs"][0]["options"].as_array().unwrap();
        let told = options.iter().find(|one| one["mechanism"] == chosen.wire()).unwrap();
        assert!(told["reasons"][0]["text"].as_str().unwrap().contains("which `not-that` forbids"), "{told}");
        let choice = bound.advice.as_ref().unwrap().needs[0].choice().unwrap();
        assert_ne!(choice.mechanism, chosen, "another way is found");
    }
    let elsewhere =
        format!("policies:\n  not-that: {{ on: {{ environment: dev }}, forbidden_mechanisms: {chosen} }}\n");
    assert_eq!(option(&under(NEED, Some(&elsewhere), Scope::Review), chosen).verdict, Verdict::Fits);
}

#[test]
fn what_is_allowed_lowered_or_off_binds_the_adviser_all_the_same() {
    let overlapping = NEED.replace("10.1.", "10.0.").replace(
        "10.0.0.0/24 }, data-b: { az: use1-az2, cidr: 10.0.1.0/24",
        "10.0.8.0/24 }, data-b: { az: use1-az2, cidr: 10.0.9.0/24",
    );
    let plain = under(&overlapping, None, Scope::Review);
    assert_eq!(option(&plain, Mechanism::VpcPeering).verdict, Verdict::Cannot);
    let policy = "policies:\n  none: { forbidden_mechanisms: vpc_peering }\n";
    for design in [overlapping.as_str(), NEED] {
        let before = under(design, Some(policy), Scope::Review);
        for setting in [
            "allow: [{ rule: [TL201, none], reason: why }]\n",
            "rules: { TL201: advice, none: advice }\n",
            "rules: { TL201: off, none: off }\n",
        ] {
            let after = under(design, Some(&format!("{policy}{setting}")), Scope::Review);
            assert_eq!(after.advice, before.advice, "{setting}");
            assert_eq!(option(&after, Mechanism::VpcPeering).verdict, Verdict::Cannot);
        }
    }
}

#[test]
fn an_existing_link_of_a_forbidden_mechanism_is_found_for_each_vpc_it_is_about() {
    let design = format!(
        "{NETWORK}links:\n  direct: {{ vpc_peering: {{ between: [shop, lab] }} }}\n  hub: {{ transit_gateway: {{ attachments: {{ data: {{}} }} }} }}\n"
    );
    let policy = |on: &str, mechanisms: &str| format!("p: {{ on: {{ {on} }}, forbidden_mechanisms: {mechanisms} }}");
    for (on, mechanisms, expected) in [
        ("environment: prod", "vpc_peering", vec!["direct"]),
        ("environment: prod", "[vpc_peering, transit_gateway]", vec!["direct", "hub"]),
        ("", "vpc_peering", vec!["direct", "direct"]),
        ("environment: dev", "transit_gateway", vec![]),
        ("account: '111111111111'", "vpc_peering", vec!["direct"]),
    ] {
        assert_eq!(things(&design, &policy(on, mechanisms)), expected, "{on} {mechanisms}");
    }
}

#[test]
fn reach_is_demanded_and_forbidden_between_selectors() {
    let routes = |far: &str| {
        format!(
            "subnets: {{ s: {{ cidr: {} }} }}, route_tables: {{ main: {{ main: true, routes: [{far}] }} }}",
            "BLOCK"
        )
    };
    let joined = |one: &str, two: &str| {
        format!(
            "tieline: 1\nvpcs:\n  a: {{ environment: dev, cidrs: [10.0.0.0/16], {} }}\n  b: {{ environment: prod, cidrs: [10.1.0.0/16], {} }}\nlinks:\n  direct: {{ vpc_peering: {{ between: [a, b] }} }}\n",
            routes(one).replace("BLOCK", "10.0.0.0/24"),
            routes(two).replace("BLOCK", "10.1.0.0/24")
        )
    };
    let both = joined("{ to: 10.1.0.0/16, via: direct }", "{ to: 10.0.0.0/16, via: direct }");
    let none = joined("", "");
    let must = "p: { must_reach: { from: { environment: dev }, to: { environment: prod } } }";
    let never = "p: { must_never_reach: { from: { environment: dev }, to: { environment: prod } } }";
    let back = "p: { must_never_reach: { from: { environment: prod }, to: { environment: dev } } }";
    let each_other = "p: { must_never_reach: { from: {}, to: {} } }";
    assert_eq!(things(&both, must), Vec::<String>::new());
    assert_eq!(things(&none, must), ["a"]);
    assert_eq!(things(&both, never), ["a"]);
    assert_eq!(things(&both, back), ["b"], "never is never in both directions");
    assert_eq!(things(&both, each_other), ["a"], "a pair is told once, and no VPC is kept apart from itself");
    assert_eq!(things(&none, never), Vec::<String>::new());
    let unknown = "tieline: 1\nvpcs:\n  a: { environment: dev, cidrs: [10.0.0.0/16] }\n  b: { environment: prod, cidrs: [10.1.0.0/16] }\nlinks:\n  direct: { vpc_peering: { between: [a, b] } }\n";
    for policy in [must, never] {
        assert_eq!(things(unknown, policy), Vec::<String>::new());
        let review = under(unknown, Some(&format!("policies:\n  {policy}\n")), Scope::Check);
        assert!(review.coverage.unknown.iter().any(|text| text.starts_with("whether policy `p` is kept between")));
    }
    // What one offers to the other through an endpoint is reach, too.
    let endpoint = "tieline: 1\nvpcs:\n  a: { environment: dev, cidrs: [10.0.0.0/16], subnets: { s: { cidr: 10.0.0.0/24 } } }\n  b: { environment: prod, cidrs: [10.1.0.0/16], subnets: { t: { cidr: 10.1.0.0/24 } } }\napplications:\n  db: { vpc: b, load_balancer: nlb, serves: [tcp/5432] }\nlinks:\n  door: { privatelink_service: { application: db, endpoints: { a: { subnets: [s] } } } }\n";
    assert_eq!(things(endpoint, never), ["a"]);
}

#[test]
fn of_too_many_pairs_the_rest_is_told() {
    let mut design = String::from("tieline: 1\nvpcs:\n");
    for number in 0..230 {
        design += &format!("  v{number}: {{ cidrs: [10.{number}.0.0/16] }}\n");
    }
    let review = under(&design, Some("policies:\n  p: { must_never_reach: {} }\n"), Scope::Check);
    assert!(
        review.coverage.unknown.iter().any(|text| text.contains("of 52900 pairs of VPCs the first 50000 were asked"))
    );
}

#[test]
fn a_policy_is_told_under_its_own_name_number_severity_words_and_address() {
    let settings = "\
policies:
  prod-pool:
    number: 910
    severity: warning
    message: firewalls know production by its addresses
    reference: https://wiki.example.com/pools
    on: { environment: prod }
    allowed_cidrs: [192.168.0.0/16]
";
    let review = under(NETWORK, Some(settings), Scope::Check);
    assert_eq!(review.findings.len(), 2);
    let one = &review.findings[0];
    assert_eq!((one.rule.to_string().as_str(), &*one.name, one.severity), ("TL910", "prod-pool", Severity::Warning));
    let facts = Facts::shipped();
    let json: Value = serde_json::from_str(&report::json(&review, &facts).unwrap()).unwrap();
    assert_eq!(json["findings"][0]["reference"], "https://wiki.example.com/pools");
    assert_eq!(json["findings"][0]["why"][0], "firewalls know production by its addresses");
    let log: Value = serde_json::from_str(&report::sarif(&review, &facts).unwrap()).unwrap();
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    assert_eq!(rules[0]["name"], "prod-pool");
    for text in [report::markdown(&review, &facts), report::html(&review, &facts)] {
        assert!(text.contains("https://wiki.example.com/pools"), "{text}");
    }
}

#[test]
fn policies_stand_in_the_design_or_in_the_settings_and_are_set_and_allowed_by_name_or_number() {
    let policies = "policies:\n  pool: { number: 911, allowed_cidrs: [192.168.0.0/16] }\n  tags: { things: vpc, required_tags: { Owner: '*' } }\n";
    let names = |review: &Review| -> Vec<(String, String)> {
        review.findings.iter().map(|one| (one.name.to_string(), one.at.id.clone())).collect()
    };
    let in_design = under(&format!("{NETWORK}{policies}"), None, Scope::Check);
    let in_settings = under(NETWORK, Some(policies), Scope::Check);
    assert_eq!(names(&in_design), names(&in_settings));
    assert_eq!(in_design.findings.len(), 5);
    for rule in ["pool", "TL911", "tl911"] {
        let set = under(NETWORK, Some(&format!("{policies}rules: {{ {rule}: advice }}\n")), Scope::Check);
        let lowered = set.findings.iter().filter(|one| one.severity == Severity::Advice).count();
        assert_eq!(lowered, 4, "{rule}");
        let settings = format!("{policies}allow: [{{ rule: {rule}, on: vpc/lab, reason: why }}]\n");
        assert_eq!(under(NETWORK, Some(&settings), Scope::Check).settings.allowed_count(), 1, "{rule}");
    }
    // By the number of what is demanded: every policy of that kind without a number of its own.
    let settings = format!("{policies}allow: [{{ rule: [TL901, TL902], reason: why }}]\n");
    let review = under(NETWORK, Some(&settings), Scope::Check);
    assert_eq!(review.settings.allowed_count(), 1);
    let settings = format!("{policies}rules: {{ pol: advice }}\n");
    let review = under(NETWORK, Some(&settings), Scope::Check);
    let slip = review.findings.iter().find(|one| one.name == "unknown-rule").unwrap();
    assert!(slip.fix.as_ref().unwrap().title.contains("`pool`"), "{slip:?}");
}

#[test]
fn a_policy_that_cannot_be_understood_is_found_and_the_network_is_checked_all_the_same() {
    for (policy, rule) in [
        ("p: {}", "missing-field"),
        ("p: { allowed_cidrs: [10.0.0.0/8], required_tags: { A: b } }", "contradictory-fields"),
        ("p: { number: 901, allowed_cidrs: [10.0.0.0/8] }", "invalid-value"),
        ("p: { number: 1000, allowed_cidrs: [10.0.0.0/8] }", "invalid-value"),
        ("p: { allowed_cidrs: [10.0.0.0/33] }", "invalid-cidr"),
        ("p: { allowed_cidrs: [10.0.0.0/8], severity: off }", "invalid-value"),
        ("p: { allowed_cidrs: [10.0.0.0/8], reference: 'javascript:alert(1)' }", "invalid-value"),
        ("p: { forbidden_mechanisms: vpc_pering }", "invalid-value"),
        ("p: { forbidden_mechanisms: same_vpc }", "invalid-value"),
        ("p: { required_tags: { A: [] } }", "invalid-value"),
        ("p: { things: site, required_tags: { A: '*' } }", "invalid-value"),
        ("p: { on: { envronment: prod }, allowed_cidrs: [10.0.0.0/8] }", "unknown-field"),
        ("p: { on: { vpc: [] }, allowed_cidrs: [10.0.0.0/8] }", "invalid-value"),
        ("peering-overlap: { allowed_cidrs: [10.0.0.0/8] }", "invalid-value"),
        ("TL950: { allowed_cidrs: [10.0.0.0/8] }", "invalid-value"),
    ] {
        for in_settings in [false, true] {
            let text = format!("policies:\n  {policy}\n");
            let wide = "tieline: 1\nvpcs:\n  a: { cidrs: [10.0.0.0/8], tags: { A: b } }\n";
            let review = if in_settings {
                under(wide, Some(&text), Scope::Check)
            } else {
                under(&format!("{wide}{text}"), None, Scope::Check)
            };
            let names: Vec<&str> = review.findings.iter().map(|one| &*one.name).collect();
            assert!(names.contains(&rule) && names.contains(&"vpc-prefix-out-of-range"), "{policy}: {names:?}");
            assert!(review.understood, "{policy}");
        }
    }
    let twice = "policies:\n  p: { number: 910, allowed_cidrs: [10.0.0.0/8] }\n  q: { number: 910, allowed_cidrs: [10.0.0.0/8] }\n";
    assert_eq!(under(NETWORK, Some(twice), Scope::Check).findings[0].name, "contradictory-fields");
    let again = format!("{NETWORK}policies:\n  p: {{ allowed_cidrs: [10.0.0.0/8] }}\n");
    let review = under(&again, Some("policies:\n  p: { allowed_cidrs: [10.0.0.0/8] }\n"), Scope::Check);
    assert_eq!(review.findings[0].name, "duplicate-name");
}

#[test]
fn rules_lists_policies_and_explain_explains_them() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("policies");
    std::fs::create_dir_all(&folder).unwrap();
    let policies = "policies:\n  pool: { number: 910, message: so it is, reference: 'https://a.example', allowed_cidrs: [10.0.0.0/8] }\n";
    std::fs::write(folder.join(".tieline.yaml"), policies).unwrap();
    std::fs::write(
        folder.join("net.yaml"),
        format!("{NETWORK}policies:\n  tags: {{ required_tags: {{ Owner: '*' }} }}\n"),
    )
    .unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_tieline")).args(arguments).current_dir(&folder).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, listed) = run(&["rules", "net.yaml"]);
    assert_eq!(code, 0);
    let listed: Vec<Vec<&str>> = listed.lines().rev().take(2).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(listed, [vec!["TL902", "tags", "error", "own"], vec!["TL910", "pool", "error", "own"]]);
    for name in ["pool", "TL910", "tl910"] {
        let (code, told) = run(&["explain", name]);
        assert_eq!(code, 0);
        assert!(told.starts_with("TL910 pool\nerror, your own\n\nso it is\n\nsee https://a.example\n"), "{told}");
        assert!(told.contains("# TL901 cidr-outside-the-pool"), "{told}");
    }
    assert_eq!(run(&["explain", "tags", "net.yaml"]).0, 0);
    assert_eq!(run(&["explain", "pool", "--no-settings"]).0, 2);
}
