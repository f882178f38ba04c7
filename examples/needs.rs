//! Prints a design of so many needs over so many VPCs as JSON, for measuring the adviser:
//! `cargo run --release --example needs -- 300 60 > needs.json`. The same numbers give the same design.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write as _;

use tieline::design::raw::{RawApplication, RawDesign, RawNeed, RawSubnet, RawVpc};

/// What servers run on and listen on, one after the other.
const SERVERS: [(&str, &str); 6] = [
    ("ecs", "https/443"),
    ("rds", "tcp/5432"),
    ("eks", "grpc/50051"),
    ("ec2", "tcp/8443"),
    ("lambda", "https/443"),
    ("ec2", "udp/514"),
];

/// Numbers that look random and are the same every time.
struct Tape(u64);

impl Tape {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}

fn design(needs: usize, vpcs: usize) -> RawDesign {
    let mut tape = Tape(1);
    let mut design = RawDesign { tieline: Some(1), region: Some("us-east-1".to_owned()), ..RawDesign::default() };
    for number in 0..vpcs {
        // Every eighth network has the block of the one before it.
        let block = if number % 8 == 7 { number - 1 } else { number };
        let (second, third) = (block / 64, (block % 64) * 4);
        let subnet = |offset: usize, zone: usize| RawSubnet {
            az: Some(format!("use1-az{zone}")),
            cidr: Some(format!("10.{second}.{}.0/24", third + offset)),
            ..RawSubnet::default()
        };
        let subnets = BTreeMap::from([("a".to_owned(), subnet(0, 1)), ("b".to_owned(), subnet(1, 2))]);
        let cidrs = Some(vec![format!("10.{second}.{third}.0/22")]);
        design.vpcs.insert(format!("vpc-{number:04}"), RawVpc { cidrs, subnets, ..RawVpc::default() });
        let (runs_on, serves) = SERVERS.get(number % SERVERS.len()).copied().unwrap_or(("ec2", "tcp/80"));
        let application = RawApplication {
            vpc: Some(format!("vpc-{number:04}")),
            runs_on: Some(runs_on.to_owned()),
            serves: vec![serves.to_owned()],
            ..RawApplication::default()
        };
        design.applications.insert(format!("app-{number:04}"), application);
    }
    for number in 0..needs {
        let from = tape.below(vpcs);
        let to = (from + 1 + tape.below(vpcs - 1)) % vpcs;
        let mut need = RawNeed { traffic: Some(format!("{} GB/month", 10 + tape.below(2_000))), ..RawNeed::default() };
        // One in ten joins whole networks.
        if tape.below(10) == 0 {
            need.between = Some(vec![format!("vpc-{from:04}"), format!("vpc-{to:04}")]);
        } else {
            (need.from, need.to) = (Some(format!("app-{from:04}").into()), Some(format!("app-{to:04}")));
        }
        design.needs.insert(format!("need-{number:05}"), need);
    }
    design
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<usize>());
    let needs = numbers.next().ok_or("how many needs?")??;
    let vpcs = numbers.next().ok_or("over how many VPCs?")??;
    let text = serde_json::to_string_pretty(&design(needs, vpcs))?;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}
