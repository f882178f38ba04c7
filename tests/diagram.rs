//! Laws of the picture: boxes nest and never overlap, edges keep to the channels, the SVG is what it says.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use proptest::prelude::*;
use tieline::facts::Facts;
use tieline::finding::Severity;
use tieline::report::diagram::{BoxKind, EdgeKind, MUST_NOT_REACH, Scene, SceneBox, svg};
use tieline::{Input, Scope, review};

fn scene_in(text: &str, scope: Scope) -> Scene {
    let review = review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &Facts::shipped(), scope);
    assert!(review.is_readable(), "{text}");
    Scene::of(&review)
}

fn scene(text: &str) -> Scene {
    scene_in(text, Scope::Check)
}

fn find<'s>(scene: &'s Scene, id: &str) -> &'s SceneBox {
    scene.boxes.iter().find(|one| one.id == id).unwrap_or_else(|| panic!("no box `{id}`"))
}

fn overlap(one: &SceneBox, two: &SceneBox) -> bool {
    one.x < two.x + two.width && two.x < one.x + one.width && one.y < two.y + two.height && two.y < one.y + one.height
}

/// A design of up to six VPCs with everything that can be drawn, from numbers.
fn design(numbers: &[u16], vpcs: usize, sites: usize) -> String {
    let mut numbers = numbers.iter().copied().cycle();
    let mut next = |below: usize| usize::from(numbers.next().unwrap()) % below.max(1);
    let mut text = String::from("tieline: 1\nregion: eu-west-1\nvpcs:\n");
    let names = ["a", "bé", "本番", "d-with-a-name-that-is-much-too-long-for-any-box", "e/f", "~"];
    let mut subnets = Vec::new();
    for name in &names[..vpcs] {
        let at = subnets.len();
        let region = ["eu-west-1", "eu-west-1", "us-east-1"][next(3)];
        let _ =
            writeln!(text, "  \"{name}\":\n    cidrs: [10.{at}.0.0/16, 10.{}.0.0/16]\n    region: {region}", at + 100);
        if next(3) > 0 {
            let _ = writeln!(text, "    account: \"{}\"", ["111111111111", "222222222222"][next(2)]);
        }
        let count = next(6);
        subnets.push(count);
        let _ = writeln!(text, "    subnets:{}", if count == 0 { " {}" } else { "" });
        for subnet in 0..count {
            let _ = writeln!(text, "      s{subnet}: {{ cidr: 10.{at}.{subnet}.0/24, az: euw1-az{} }}", next(3) + 1);
        }
    }
    text.push_str("sites:\n");
    for site in 0..sites {
        let _ = writeln!(text, "  site{site}: {{ cidrs: [192.168.{site}.0/24] }}");
    }
    text.push_str("applications:\n");
    let mut parties: Vec<String> = names[..vpcs].iter().map(|name| format!("vpc/{name}")).collect();
    parties.extend((0..sites).map(|site| format!("site/site{site}")));
    let applications = next(9);
    for application in 0..applications {
        let home = next(vpcs + sites);
        let _ = write!(text, "  app{application}: {{ runs_on: ecs, serves: [https/443, tcp/5432], ");
        if home < vpcs {
            let _ = write!(text, "vpc: \"{}\"", names[home]);
            if subnets[home] > 0 && next(3) > 0 {
                let _ = write!(text, ", subnets: [s{}, s{}]", next(subnets[home]), next(subnets[home]));
            }
        } else {
            let _ = write!(text, "site: site{}", home - vpcs);
        }
        text.push_str(" }\n");
        parties.push(format!("app{application}"));
    }
    text.push_str("needs:\n");
    for need in 0..next(24) {
        let (from, to) = (next(parties.len()), next(parties.len()));
        if from != to {
            let never = next(4) == 0;
            let _ = writeln!(
                text,
                "  need{need}: {{ from: \"{}\", to: \"{}\", never: {never} }}",
                parties[from], parties[to]
            );
        }
    }
    text.push_str("links:\n");
    let some = |next: &mut dyn FnMut(usize) -> usize| {
        names[..vpcs].iter().filter(|_| next(2) == 0).map(|name| format!("\"{name}\"")).collect::<Vec<_>>()
    };
    for link in 0..next(12) {
        let attached = some(&mut next);
        let list = attached.join(", ");
        let map = attached.iter().map(|name| format!("{name}: {{}}")).collect::<Vec<_>>().join(", ");
        let kind = next(6);
        let _ = match kind {
            0 if vpcs > 1 => {
                let (one, step) = (next(vpcs), next(vpcs - 1) + 1);
                let two = names[(one + step) % vpcs];
                writeln!(text, "  link{link}: {{ vpc_peering: {{ between: [\"{}\", \"{two}\"] }} }}", names[one])
            }
            1 if applications > 0 => {
                writeln!(
                    text,
                    "  link{link}: {{ privatelink_service: {{ application: app{}, endpoints: {{ {map} }} }} }}",
                    next(applications)
                )
            }
            2 if applications > 0 => writeln!(
                text,
                "  link{link}: {{ service_network: {{ associations: [{list}], endpoints: {{ {map} }}, services: {{ s: {{ applications: [app{}] }} }} }} }}",
                next(applications)
            ),
            3 if sites > 0 => {
                writeln!(text, "  link{link}: {{ direct_connect: {{ site: site{}, vpcs: [{list}] }} }}", next(sites))
            }
            _ => writeln!(text, "  link{link}: {{ transit_gateway: {{ attachments: {{ {map} }} }} }}"),
        };
    }
    text
}

fn ancestry<'s>(scene: &'s Scene, id: &'s str) -> BTreeSet<&'s str> {
    let parents: BTreeMap<&str, Option<&str>> =
        scene.boxes.iter().map(|one| (one.id.as_str(), one.parent.as_deref())).collect();
    std::iter::successors(Some(id), |id| parents[id]).collect()
}

fn boxes_nest(scene: &Scene) {
    for (index, one) in scene.boxes.iter().enumerate() {
        assert!(one.width > 0 && one.height > 0, "{one:?}");
        assert!(one.x >= 10 && one.x + one.width <= scene.width - 10, "{one:?}");
        assert!(one.y >= 10 && one.y + one.height <= scene.height - 10, "{one:?}");
        if let Some(parent) = &one.parent {
            let position = scene.boxes.iter().position(|other| other.id == *parent).unwrap();
            assert!(position < index, "`{}` comes before the box it stands in", one.id);
            let parent = &scene.boxes[position];
            assert!(one.x >= parent.x + 8 && one.x + one.width <= parent.x + parent.width - 8, "{one:?} in {parent:?}");
            assert!(
                one.y >= parent.y + 20 && one.y + one.height <= parent.y + parent.height - 8,
                "{one:?} in {parent:?}"
            );
        }
        for other in &scene.boxes[index + 1..] {
            let nested = ancestry(scene, &other.id).contains(one.id.as_str());
            assert!(nested || !overlap(one, other), "{one:?} and {other:?}");
        }
    }
}

fn on_border(one: &SceneBox, [x, y]: [i32; 2]) -> bool {
    let across = (one.x..=one.x + one.width).contains(&x) && (y == one.y || y == one.y + one.height);
    let down = (one.y..=one.y + one.height).contains(&y) && (x == one.x || x == one.x + one.width);
    across || down
}

fn edges_keep_to_the_channels(scene: &Scene) {
    for edge in &scene.edges {
        let (from, to) = (find(scene, &edge.from), find(scene, &edge.to));
        assert!(edge.points.len() > 1, "{edge:?}");
        assert!(on_border(from, edge.points[0]), "{edge:?} from {from:?}");
        assert!(on_border(to, *edge.points.last().unwrap()), "{edge:?} to {to:?}");
        let mut own = ancestry(scene, &edge.from);
        own.extend(ancestry(scene, &edge.to));
        for pair in edge.points.windows(2) {
            let ([x1, y1], [x2, y2]) = (pair[0], pair[1]);
            assert!((x1 == x2) != (y1 == y2), "{edge:?}");
            assert!(
                x1.min(x2) > 0 && x1.max(x2) < scene.width && y1.min(y2) > 0 && y1.max(y2) < scene.height,
                "{edge:?}"
            );
            for other in scene.boxes.iter().filter(|one| !own.contains(one.id.as_str())) {
                let crosses = x1.min(x2) < other.x + other.width
                    && x1.max(x2) > other.x
                    && y1.min(y2) < other.y + other.height
                    && y1.max(y2) > other.y;
                assert!(!crosses, "{edge:?} crosses {other:?}");
            }
        }
    }
}

/// The part that two edges run together, if they do.
fn shared(one: &[[i32; 2]], two: &[[i32; 2]]) -> Option<[i32; 3]> {
    let runs = |points: &[[i32; 2]], axis: usize| -> Vec<[i32; 3]> {
        let pairs = points.windows(2).filter(|pair| pair[0][axis] == pair[1][axis]);
        pairs
            .map(|pair| {
                [pair[0][axis], pair[0][1 - axis].min(pair[1][1 - axis]), pair[0][1 - axis].max(pair[1][1 - axis])]
            })
            .collect()
    };
    for axis in [0, 1] {
        for [at, low, high] in runs(one, axis) {
            for [other_at, other_low, other_high] in runs(two, axis) {
                if at == other_at && low.max(other_low) < high.min(other_high) {
                    return Some([at, low.max(other_low), high.min(other_high)]);
                }
            }
        }
    }
    None
}

/// Edges that share neither link nor need have no stretch in common.
fn edges_stay_apart(scene: &Scene) {
    let net = |id: &str| id.split('/').take(if id.starts_with("plan/") { 3 } else { 2 }).collect::<Vec<_>>().join("/");
    for (index, one) in scene.edges.iter().enumerate() {
        for two in scene.edges[index + 1..].iter().filter(|two| net(&two.id) != net(&one.id)) {
            let common = shared(&one.points, &two.points);
            assert!(common.is_none(), "{one:?} and {two:?} share {common:?}");
        }
    }
}

fn names_are_unique(scene: &Scene) {
    let boxes: BTreeSet<&str> = scene.boxes.iter().map(|one| one.id.as_str()).collect();
    let edges: BTreeSet<&str> = scene.edges.iter().map(|edge| edge.id.as_str()).collect();
    assert_eq!((boxes.len(), edges.len()), (scene.boxes.len(), scene.edges.len()));
}

/// Tags in pairs and entities that exist: what an XML parser would insist on first.
fn is_well_formed(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    for (index, _) in text.match_indices('<') {
        let tag = &text[index + 1..index + text[index..].find('>').unwrap()];
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
    }
    assert!(open.is_empty(), "{open:?}");
    for (index, _) in text.match_indices('&') {
        let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
        assert!(known.iter().any(|entity| text[index..].starts_with(entity)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_design_is_drawn_tidily(numbers in prop::collection::vec(0u16..1000, 20..80), vpcs in 0usize..=6, sites in 0usize..3) {
        prop_assume!(vpcs + sites > 0);
        let text = design(&numbers, vpcs, sites);
        let scene = scene(&text);
        prop_assert_eq!(scene.boxes.iter().filter(|one| one.kind == BoxKind::Vpc).count(), vpcs);
        boxes_nest(&scene);
        edges_keep_to_the_channels(&scene);
        edges_stay_apart(&scene);
        names_are_unique(&scene);
        is_well_formed(&svg(&scene));
        prop_assert_eq!(scene, self::scene(&text));
    }
}

const SHOP: &str = "tieline: 1
region: eu-west-1
vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { shop-a: { cidr: 10.0.0.0/24, az: euw1-az1 }, tiny: { cidr: 10.0.1.0/29 } } }
  data: { cidrs: [10.1.0.0/16], subnets: { data-a: { cidr: 10.1.0.0/24, az: euw1-az1 } } }
  twin: { cidrs: [10.0.0.0/16] }
applications:
  web: { vpc: shop, subnets: [shop-a, tiny], runs_on: ecs, serves: [https/443] }
  db: { vpc: data, subnets: [data-a], runs_on: rds, serves: [tcp/5432] }
needs:
  web-to-db: { from: web, to: db }
  keep-out: { from: twin, to: data, never: true }
links:
  direct: { vpc_peering: { between: [shop, twin] } }
";

#[test]
fn what_a_box_says() {
    let scene = scene(SHOP);
    let subnet = find(&scene, "subnet/shop/shop-a");
    assert_eq!((subnet.label.as_str(), subnet.detail.as_str()), ("shop-a", "10.0.0.0/24 · euw1-az1"));
    assert_eq!(
        (subnet.pointer.as_deref(), subnet.file.as_deref()),
        (Some("/vpcs/shop/subnets/shop-a"), Some("net.yaml"))
    );
    let web = find(&scene, "application/web");
    assert_eq!(
        (web.detail.as_str(), web.parent.as_deref()),
        ("ecs · https/443 · 2 subnets", Some("subnet/shop/shop-a"))
    );
}

#[test]
fn a_finding_marks_what_it_is_about_and_what_it_relates_to() {
    let scene = scene(SHOP);
    let of = |id: &str| find(&scene, id).severity;
    // TL102 on the subnet, TL201 on the peering and related to both of its VPCs.
    assert_eq!(of("subnet/shop/tiny"), Some(Severity::Error));
    assert_eq!(of("subnet/data/data-a"), None);
    let direct = scene.edges.iter().find(|edge| edge.id == "link/direct").unwrap();
    assert_eq!(direct.severity, Some(Severity::Error));
    assert_eq!((direct.mechanism, direct.pointer.as_deref()), (Some("vpc_peering"), Some("/links/direct")));
}

#[test]
fn a_forbidden_need_says_so() {
    let scene = scene(SHOP);
    let edge = scene.edges.iter().find(|edge| edge.id == "need/keep-out").unwrap();
    assert_eq!((edge.kind, edge.label.as_str(), edge.never), (EdgeKind::Need, MUST_NOT_REACH, true));
    assert_eq!((edge.from.as_str(), edge.to.as_str()), ("vpc/twin", "vpc/data"));
}

#[test]
fn the_plan_is_drawn_apart_from_what_exists() {
    // Nothing connects the two yet, so whatever the adviser chooses is new.
    let text = SHOP
        .replace("10.0.1.0/29", "10.0.1.0/24")
        .replace("  direct: { vpc_peering: { between: [shop, twin] } }\n", "")
        .replace("links:\n", "");
    let planned = scene_in(&text, Scope::Review);
    let plans: Vec<_> = planned.edges.iter().filter(|edge| edge.kind == EdgeKind::Plan).collect();
    assert!(!plans.is_empty());
    assert!(plans.iter().all(|edge| edge.id.starts_with("plan/") && edge.pointer.is_none()));
    let new: Vec<_> = planned.boxes.iter().filter(|one| one.id.starts_with("plan/")).collect();
    assert!(new.iter().all(|one| one.pointer.is_none()));
    let before = scene(&text);
    let kept = |scene: &Scene| -> Vec<String> {
        scene.boxes.iter().map(|one| one.id.clone()).filter(|id| !id.starts_with("plan/")).collect()
    };
    assert_eq!(kept(&planned), kept(&before));
    boxes_nest(&planned);
    edges_keep_to_the_channels(&planned);
}

#[test]
fn an_account_is_drawn_when_there_are_several() {
    let one = "tieline: 1\nvpcs:\n  a: { account: \"111111111111\", cidrs: [10.0.0.0/16] }\n";
    assert!(scene(one).boxes.iter().all(|one| one.kind != BoxKind::Account));
    let two = format!("{one}  b: {{ account: \"222222222222\", cidrs: [10.1.0.0/16] }}\n");
    let two = scene(&two);
    assert_eq!(find(&two, "vpc/a").parent.as_deref(), Some("account//111111111111"));
    assert_eq!(find(&two, "account//111111111111").parent.as_deref(), Some("region/"));
}

#[test]
fn a_long_name_is_shortened_and_kept_in_the_title() {
    let name = "本".repeat(40);
    let scene = scene(&format!("tieline: 1\nvpcs:\n  {name}: {{ cidrs: [10.0.0.0/16] }}\n"));
    let vpc = scene.boxes.iter().find(|one| one.kind == BoxKind::Vpc).unwrap();
    assert!(vpc.label.ends_with('…') && vpc.title.starts_with(&name));
    // Fourteen pixels for a full-width character at this size.
    let wide = i32::try_from(vpc.label.chars().count()).unwrap() * 14;
    assert!(wide <= vpc.width, "{wide} in {}", vpc.width);
}

#[test]
fn svg_escapes_names_and_holds_no_script() {
    let scene = scene("tieline: 1\nvpcs:\n  \"<script>alert('x')</script>&\\\"\": { cidrs: [10.0.0.0/16] }\n");
    let text = svg(&scene);
    is_well_formed(&text);
    assert!(!text.contains("<script") && !text.contains("href"));
    assert_eq!(text.matches("http").count(), 1, "the namespace and nothing else");
    assert!(text.contains("&lt;script&gt;"));
}

#[test]
fn the_wire_form_is_the_one_promised() {
    let value = serde_json::to_value(scene(SHOP)).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(keys(&value), set(&["width", "height", "boxes", "edges"]));
    let one = &value["boxes"][1];
    let names = [
        "id", "kind", "label", "detail", "title", "x", "y", "width", "height", "parent", "pointer", "file", "severity",
        "shares",
    ];
    assert_eq!(keys(one), set(&names));
    assert_eq!((&one["kind"], &one["parent"]), (&"vpc".into(), &"region/eu-west-1".into()));
    let names = [
        "id",
        "kind",
        "mechanism",
        "label",
        "from",
        "to",
        "points",
        "label_at",
        "pointer",
        "file",
        "never",
        "severity",
        "volume_mb",
    ];
    assert_eq!(keys(&value["edges"][0]), set(&names));
}

#[test]
fn every_kind_of_design_problem_still_gives_a_picture() {
    for text in ["", "tieline: 1\n", "tieline: 1\nvpcs:\n  a: { cidrs: [nonsense] }\n", "not: a\ndesign: at all\n"] {
        let review = review(&[Input { name: "net.yaml", bytes: text.as_bytes() }], &Facts::shipped(), Scope::Review);
        let scene = Scene::of(&review);
        assert!(scene.width > 0 && scene.height > 0);
        boxes_nest(&scene);
    }
}
