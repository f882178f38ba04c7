//! What types get, and every problem of a file in one run, each at its place.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, reason = "tests")]

use super::tests_model::{Cidr, Id, Link, Peering, check};

/// A design whose VPC `a` has these further fields.
fn vpc(fields: &str) -> String {
    format!("{{tieline: 1, vpcs: {{a: {{account: '1', cidrs: [10.0.0.0/16], {fields}}}}}}}")
}

#[test]
fn a_sound_design_is_filled_without_a_word() {
    let design = check(
        "\
tieline: 1
region: ap-northeast-1
x-owner: {anything: [at, all]}
vpcs:
  x-ray:
    account: 012345678901
    cidrs: [10.0.0.0/16, \"fd00::/56\"]
    shared: true
    ports: [0x50, 443]
    range: [1, 2]
    names: {a: 2}
    x-note: ~
links:
  one: {peering: {from: no, to: 1.10, mtu: null}}
  two: {transit_gateway: {asn: 64512, attachments: [12:30, 0x1]}}
  three: none
  four: {none: }
  five: {none: {}, x-why: because}
upkeep: 20
",
        &[],
    )
    .unwrap();
    let vpc = &design.vpcs[&Id("x-ray".to_owned())];
    assert_eq!((vpc.account.as_str(), vpc.shared, &vpc.ports[..]), ("012345678901", true, &[80, 443][..]));
    assert_eq!((vpc.range, &vpc.names.0[..]), (Some((1, 2)), &["a".to_owned(), "a".to_owned()][..]));
    let peering = Peering { from: "no".to_owned(), to: "1.10".to_owned(), mtu: None };
    assert_eq!(design.links["one"], Link::Peering(peering));
    let attachments = vec!["12:30".to_owned(), "0x1".to_owned()];
    assert_eq!(design.links["two"], Link::TransitGateway { asn: 64512, attachments });
    assert_eq!((&design.links["three"], &design.links["four"]), (&Link::None, &Link::None));
    assert_eq!(design.upkeep, Some(20.0));
}

#[test]
fn every_problem_of_a_file_is_told_in_one_run() {
    let design = check(
        "\
tieline: one
regoin: x
vpcs:
  good: {account: '1', cidrs: [10.0.0.0/16]}
  bad id: {account: [], cidrs: []}
  half:
    acount: '1'
    ports: [80, http, 70000, \"443\"]
    shared: yes
  list: [1]
  partly: {account: '1', cidrs: [10.0.0.0/16, nonsense, {}]}
links:
  a: {peering: {form: x, mtu: big}}
  b: {vpc_peering: {}}
  c: transit_gatway
  d: {transit_gateway: {asn: -1, attachments: x}}
  e: {none: 1}
  f: {none: ~, peering: ~}
  g: peering
  h: ~
upkeep: lots
",
        &[
            "1:10 /tieline: expected a whole number from 0 to 4294967295, found `one`",
            "2:1 /regoin: unknown field `regoin` = did you mean `region`?",
            "5:3 /vpcs/bad id: an id has no blanks",
            "5:21 /vpcs/bad id/account: expected text, found a list",
            "6:3 /vpcs/half: missing field `account`",
            "6:3 /vpcs/half: missing field `cidrs`",
            "7:5 /vpcs/half/acount: unknown field `acount` = did you mean `account`?",
            "8:17 /vpcs/half/ports/1: expected a whole number from 0 to 65535, found `http`",
            "8:23 /vpcs/half/ports/2: expected a whole number from 0 to 65535, found `70000`",
            "8:30 /vpcs/half/ports/3: expected a whole number from 0 to 65535, found `443` = leave the quotes out",
            "9:13 /vpcs/half/shared: expected `true` or `false`, found `yes` = write `true`",
            "10:9 /vpcs/list: expected a mapping, found a list",
            "11:47 /vpcs/partly/cidrs/1: expected a CIDR block such as `10.0.0.0/16`, found `nonsense`",
            "11:57 /vpcs/partly/cidrs/2: expected a CIDR block such as `10.0.0.0/16`, found a mapping",
            "13:7 /links/a/peering: missing field `from`",
            "13:7 /links/a/peering: missing field `to`",
            "13:17 /links/a/peering/form: unknown field `form` = did you mean `from`?",
            "13:31 /links/a/peering/mtu: expected a whole number from 0 to 65535, found `big`",
            "14:7 /links/b/vpc_peering: unknown name `vpc_peering` = did you mean `peering`?",
            "15:6 /links/c: unknown name `transit_gatway` = did you mean `transit_gateway`?",
            "16:30 /links/d/transit_gateway/asn: expected a whole number from 0 to 4294967295, found `-1`",
            "16:47 /links/d/transit_gateway/attachments: expected a list, found `x` = write `[x]`",
            "17:13 /links/e/none: expected nothing, found `1`",
            "18:6 /links/f: expected a mapping with one key, found one with 2 keys",
            "19:6 /links/g: expected a mapping `peering: …`, found `peering`",
            "20:6 /links/h: expected one of `none`, `peering`, `transit_gateway`, found `~`",
            "21:9 /upkeep: expected a number, found `lots`",
        ],
    );
    // `tieline` has no default, so no design can come of it.
    assert_eq!(design, None);
}

#[test]
fn what_is_sound_survives_what_is_not() {
    let design = check(
        "{tieline: 1, vpcs: {a: 5, b: {account: '1', cidrs: [x, 10.0.0.0/16], ports: x}}, region: [x], links: {c: 1}}",
        &[
            "1:24 /vpcs/a: expected a mapping, found `5`",
            "1:53 /vpcs/b/cidrs/0: expected a CIDR block such as `10.0.0.0/16`, found `x`",
            "1:77 /vpcs/b/ports: expected a list, found `x` = write `[x]`",
            "1:90 /region: expected text, found a list",
            "1:106 /links/c: unknown name `1` = known names: `none`, `peering`, `transit_gateway`",
        ],
    )
    .unwrap();
    assert_eq!(design.vpcs.len(), 1);
    assert_eq!(design.vpcs[&Id("b".to_owned())].cidrs, [Cidr("10.0.0.0/16".to_owned())]);
}

#[test]
fn each_kind_of_mistake_has_its_words() {
    for (text, expected) in [
        ("[1]", "1:1 : expected a mapping, found a list"),
        ("hello", "1:1 : expected a mapping, found `hello`"),
        ("tieline: 1\nvpcs:", "2:1 /vpcs: expected a mapping, found nothing = leave the key out, or write `{}`"),
        (
            "tieline: 1\nregion: ''\nlinks: null",
            "3:8 /links: expected a mapping, found `null` = leave the key out, or write `{}`",
        ),
        ("{}", "1:1 : missing field `tieline`"),
        (
            "tieline: 1_000",
            "1:10 /tieline: expected a whole number from 0 to 4294967295, found `1_000` = write the digits with nothing between them",
        ),
        ("tieline: ~", "1:10 /tieline: expected a whole number from 0 to 4294967295, found `~`"),
        ("tieline: 1.5", "1:10 /tieline: expected a whole number from 0 to 4294967295, found `1.5`"),
        (
            "tieline: 1\nx: 1",
            "2:1 /x: unknown field `x` = known fields: `tieline`, `region`, `vpcs`, `links`, `upkeep`",
        ),
        (&vpc("range: [1]"), "1:68 /vpcs/a/range: expected a list of 2, found a list of 1"),
        (&vpc("range: [1, x]"), "1:72 /vpcs/a/range/1: expected a whole number from 0 to 255, found `x`"),
        (&vpc("shared: 'true'"), "1:69 /vpcs/a/shared: expected `true` or `false`, found `true` = write `true`"),
        (&vpc("shared: []"), "1:69 /vpcs/a/shared: expected `true` or `false`, found a list"),
        (&vpc("names: [a, []]"), "1:72 /vpcs/a/names/1: expected text, found a list"),
        (&vpc("names: {a: 1, b c: 1}"), "1:75 /vpcs/a/names/b c: an id has no blanks"),
        (&vpc("names: {a: 1, b: x}"), "1:78 /vpcs/a/names/b: expected a whole number from 0 to 255, found `x`"),
        (&vpc("names: 1"), "1:68 /vpcs/a/names: expected names, found `1`"),
    ] {
        check(text, &[expected]);
    }
}
