//! Exact reachability: all pairs of an estate, and single questions: `cargo bench --bench reach`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "benchmarks")]

use std::fmt::Write as _;

use divan::Bencher;
use tieline::design::Design;
use tieline::import::{Input, import};
use tieline::network::exact::{End, Exact, Traffic};
use tieline::network::fabric::Fabric;
use tieline::network::matrix::Matrix;

fn main() {
    divan::main();
}

/// VPCs of one subnet each on a transit gateway of twenty route tables, each with the VPCs of two of them; with filters, a
/// security group and a network ACL of its own in each VPC.
fn estate(vpcs: usize, filters: bool) -> Design {
    let mut text = String::from("tieline: 1\nregion: us-east-1\nvpcs:\n");
    let (mut applications, mut attachments) = (String::new(), String::new());
    let mut tables = vec![String::new(); 20];
    for number in 0..vpcs {
        let base = format!("10.{}.{}", number / 16 % 256, number % 16 * 16);
        let base = if number < 4096 { base } else { format!("100.{}.{}", 64 + number / 16 % 64, number % 16 * 16) };
        let routes = "[{ to: 10.0.0.0/8, via: hub }, { to: 100.64.0.0/10, via: hub }]";
        writeln!(
            text,
            "  v{number}:\n    cidrs: [{base}.0/20]\n    subnets: {{ a: {{ az: use1-az1, cidr: {base}.0/24 }} }}"
        )
        .unwrap();
        writeln!(text, "    route_tables: {{ main: {{ main: true, routes: {routes} }} }}").unwrap();
        if filters {
            let port = 1000 + number % 50;
            writeln!(text, "    security_groups: {{ app: {{ inbound: [{{ protocol: tcp, ports: {port}, from: [10.0.0.0/9] }}, {{ protocol: tcp, ports: 443, from: [{base}.0/20, 10.128.0.0/9] }}] }} }}").unwrap();
            writeln!(text, "    network_acls: {{ own: {{ default: true, inbound: [{{ number: 10, action: deny, protocol: tcp, ports: 22, cidr: 0.0.0.0/0 }}, {{ number: 20, action: allow, protocol: all, cidr: 0.0.0.0/0 }}], outbound: [{{ number: 20, action: allow, protocol: all, cidr: 10.0.0.0/8 }}] }} }}").unwrap();
            writeln!(applications, "  app{number}: {{ vpc: v{number}, subnets: [a], security_groups: [app] }}")
                .unwrap();
        }
        writeln!(attachments, "      v{number}: {{ subnets: [a], route_table: t{} }}", number % 20).unwrap();
        for table in [number % 20, (number + 1) % 20] {
            write!(tables[table], "v{number}, ").unwrap();
        }
    }
    if filters {
        write!(text, "applications:\n{applications}").unwrap();
    }
    write!(text, "links:\n  hub:\n    transit_gateway:\n     attachments:\n{attachments}     route_tables:\n").unwrap();
    for (number, table) in tables.iter().enumerate() {
        writeln!(text, "      t{number}: {{ propagations: [{table}] }}").unwrap();
    }
    let imported = import(&[Input { name: "estate.yaml", bytes: text.as_bytes() }]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems.first());
    imported.design
}

#[divan::bench(args = [500, 1_000, 2_000, 5_000], sample_count = 5)]
fn all_pairs_by_routes(bencher: Bencher<'_, '_>, vpcs: usize) {
    let design = estate(vpcs, false);
    bencher.bench(|| Matrix::of(&Exact::of(&design), Traffic::ANY).reached());
}

#[divan::bench(args = [250, 500, 1_000], sample_count = 5)]
fn all_pairs_with_filters(bencher: Bencher<'_, '_>, vpcs: usize) {
    let design = estate(vpcs, true);
    bencher.bench(|| Matrix::of(&Exact::of(&design), Traffic::ANY).reached());
}

#[divan::bench(args = [100, 1_000, 5_000], sample_count = 5)]
fn fabric(bencher: Bencher<'_, '_>, vpcs: usize) {
    let design = estate(vpcs, false);
    bencher.bench(|| Fabric::of(&design));
}

#[divan::bench(args = [100, 1_000])]
fn one_question(bencher: Bencher<'_, '_>, vpcs: usize) {
    let design = estate(vpcs, true);
    let exact = Exact::of(&design);
    let end = |name: &str| End::named(&design, name).unwrap();
    let (from, to) = (end("v0"), end("v20"));
    bencher.bench(|| exact.verdict(&from, &to, Traffic::ANY));
}
