//! Worked examples that AWS pages and public bills print, each reproduced to the cent: from the price list, and where the
//! adviser has the same thing in a plan, from its bill.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use tieline::advise::advise;
use tieline::facts::{Billing, Facts, PriceId, Usd};
use tieline::import::{Input, import};

const US: &str = "us-east-1";
const TOKYO: &str = "ap-northeast-1";
const IRELAND: &str = "eu-west-1";

fn billing(hours_per_month: u32) -> Billing {
    Billing { hours_per_month, ..Billing::default() }
}

/// So many units at the list price.
fn units(price: PriceId, region: &str, quantity: u64) -> Usd {
    Facts::shipped().price(price, region).unwrap().cost(quantity, &Billing::default()).unwrap()
}

/// Thousandths of a unit.
fn parts(price: PriceId, region: &str, thousandths: u128) -> Usd {
    Facts::shipped().price(price, region).unwrap().cost_of_parts(thousandths, 1_000, &Billing::default()).unwrap()
}

fn cents(usd: Usd) -> String {
    usd.to_string()
}

/// The lines of the plan's bill for a design in us-east-1, by what is charged.
fn bill(design: &str, billing: Billing) -> Vec<(String, String)> {
    let text = format!("tieline: 1\nregion: us-east-1\n{design}");
    let imported = import(&[Input { name: "example.yaml", bytes: text.as_bytes() }]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    let advice = advise(&imported.design, &Facts::shipped(), billing);
    let items = advice.plan.bill.items.into_iter();
    items.filter_map(|item| Some((item.what, item.usd?.to_string()))).collect()
}

fn line(bill: &[(String, String)], what: &str) -> String {
    let found = bill.iter().find(|(told, _)| told.starts_with(what));
    found.unwrap_or_else(|| panic!("no `{what}` in {bill:?}")).1.clone()
}

const CONSUMER: &str = "vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 }ZONE } }
  data: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.4.0/24 }, b: { az: use1-az2, cidr: 10.0.5.0/24 } } }
applications:
  web: { vpc: shop }
  api: { vpc: data, load_balancer: nlb, serves: [tcp/8443] }
needs:
  calls: { from: web, to: api, traffic: 1 TB/month }
preferences: { prefer: [privatelink_service] }
";

fn one_zone() -> String {
    CONSUMER.replace("ZONE", "")
}

fn two_zones() -> String {
    CONSUMER.replace("ZONE", ", b: { az: use1-az2, cidr: 10.0.1.0/24 }")
}

#[test]
fn a_hundred_lattice_services_as_on_the_price_page() {
    let hours = units(PriceId::LatticeServiceHour, US, 100 * 730);
    let data = units(PriceId::LatticeGb, US, 100 * 100);
    // 200,000 requests an hour stay within the free 300,000.
    let requests = units(PriceId::LatticeRequest, US, 200_000) * 73_000_u64;
    assert_eq!((cents(hours), cents(data), cents(requests)), ("1825.00".into(), "250.00".into(), "0.00".into()));
    assert_eq!(cents(hours + data + requests), "2075.00");
}

#[test]
fn one_lattice_service_for_a_month() {
    let design = one_zone().replace("tcp/8443", "https/443").replace("privatelink_service", "lattice_association");
    assert_eq!(line(&bill(&design, billing(730)), "VPC Lattice service"), "18.25");
}

#[test]
fn one_interface_endpoint_in_one_zone() {
    assert_eq!(line(&bill(&one_zone(), billing(730)), "interface endpoint"), "7.30");
}

#[test]
fn one_interface_endpoint_in_two_zones() {
    assert_eq!(line(&bill(&two_zones(), billing(730)), "interface endpoint"), "14.60");
}

#[test]
fn one_interface_endpoint_with_a_terabyte() {
    let bill = bill(&one_zone(), billing(730));
    assert_eq!(line(&bill, "interface endpoint"), "7.30");
    assert_eq!(line(&bill, "data through the interface endpoint"), "10.00");
}

#[test]
fn one_interface_endpoint_with_seven_petabytes_in_decimal_tiers() {
    let price = Facts::shipped().price(PriceId::InterfaceEndpointGb, US).unwrap();
    let decimal = Billing { gb_per_tb: 1_000, ..Billing::default() };
    let data = price.cost(7_000_000, &decimal).unwrap();
    assert_eq!(cents(price.cost(1_000_000, &decimal).unwrap()), "10000.00");
    assert_eq!(cents(data), "42000.00");
    assert_eq!(cents(data + units(PriceId::InterfaceEndpointHour, US, 730)), "42007.30");
}

#[test]
fn one_interface_endpoint_with_seven_petabytes_in_binary_tiers() {
    let price = Facts::shipped().price(PriceId::InterfaceEndpointGb, US).unwrap();
    let binary = Billing { gb_per_tb: 1_024, ..Billing::default() };
    assert_eq!(cents(price.cost(1_048_576, &binary).unwrap()), "10485.76");
    assert_eq!(cents(price.cost(7_000_000, &binary).unwrap()), "42680.06");
}

#[test]
fn three_interface_endpoints_with_five_hundred_gigabytes() {
    let hours = units(PriceId::InterfaceEndpointHour, US, 3 * 730);
    let data = units(PriceId::InterfaceEndpointGb, US, 500);
    assert_eq!((cents(hours), cents(data), cents(hours + data)), ("21.90".into(), "5.00".into(), "26.90".into()));
}

#[test]
fn six_endpoint_services_in_three_zones_in_a_month_of_31_days() {
    let month = Facts::shipped().price(PriceId::InterfaceEndpointHour, US).unwrap().month(&billing(744)).unwrap();
    assert_eq!(cents(month * 18_u64), "133.92");
}

#[test]
fn a_network_load_balancer_with_one_capacity_unit_in_a_month_of_31_days() {
    let hours = units(PriceId::NlbHour, US, 744) + units(PriceId::NlbLcuHour, US, 744);
    assert_eq!(cents(hours), "21.20");
}

#[test]
fn the_total_of_the_guidance_for_external_connectivity() {
    // The guidance prints 30.08 for its containers, which are no matter of networks.
    let containers = "30.08".parse::<Usd>().unwrap();
    let balancer = "21.20".parse::<Usd>().unwrap();
    let endpoints = units(PriceId::InterfaceEndpointHour, US, 18 * 744);
    assert_eq!(cents(containers + balancer + endpoints), "185.20");
}

#[test]
fn ten_endpoints_in_two_zones_in_a_month_of_30_days() {
    let hours = Facts::shipped().price(PriceId::InterfaceEndpointHour, US).unwrap().month(&billing(720)).unwrap();
    assert_eq!(cents(hours * 20_u64), "144.00");
    assert_eq!(cents(units(PriceId::InterfaceEndpointGb, US, 100)), "1.00");
}

#[test]
fn three_hundred_endpoint_hours_in_tokyo() {
    assert_eq!(cents(units(PriceId::InterfaceEndpointHour, TOKYO, 300)), "4.20");
}

#[test]
fn five_endpoints_in_two_zones_for_sixteen_days_in_ireland() {
    assert_eq!(cents(units(PriceId::InterfaceEndpointHour, IRELAND, 5 * 2 * 16 * 24)), "42.24");
}

#[test]
fn one_transit_gateway_attachment_for_a_month() {
    let design = "vpcs:
  shop: { cidrs: [10.0.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.0.0.0/24 } } }
  data: { cidrs: [10.1.0.0/16], subnets: { a: { az: use1-az1, cidr: 10.1.0.0/24 } } }
needs: { both: { between: [shop, data], traffic: 50 GB/month } }
preferences: { prefer: [transit_gateway] }
";
    let bill = bill(design, billing(730));
    assert_eq!(line(&bill, "transit gateway attachment in `data`"), "36.50");
    assert_eq!(line(&bill, "data through the transit gateway"), "1.00");
}

#[test]
fn an_application_load_balancer_with_its_capacity_units() {
    assert_eq!(cents(units(PriceId::AlbHour, US, 730)), "16.43");
    // 1.3698 units for a month, in thousandths of a unit-hour.
    assert_eq!(cents(parts(PriceId::AlbLcuHour, US, 13_698 * 73)), "8.00");
}

#[test]
fn a_network_load_balancer_with_its_capacity_units() {
    assert_eq!(cents(units(PriceId::NlbHour, US, 730)), "16.43");
    assert_eq!(cents(parts(PriceId::NlbLcuHour, US, 13_698 * 73)), "6.00");
}

#[test]
fn two_attachments_and_fifty_gigabytes_in_tokyo() {
    assert_eq!(cents(units(PriceId::TgwAttachHour, TOKYO, 2)), "0.14");
    assert_eq!(cents(units(PriceId::TgwGb, TOKYO, 50)), "1.00");
}

#[test]
fn a_nat_gateway_with_five_hundred_gigabytes() {
    assert_eq!(cents(units(PriceId::NatHour, US, 730) + units(PriceId::NatGb, US, 500)), "55.35");
}

#[test]
fn five_lattice_services_are_dearer_than_two_attachments_and_a_load_balancer_and_four_are_not() {
    let service = units(PriceId::LatticeServiceHour, US, 730);
    let routed = units(PriceId::TgwAttachHour, US, 2 * 730) + units(PriceId::AlbHour, US, 730);
    assert_eq!(cents(routed), "89.43");
    assert!(service * 4_u64 < routed && service * 5_u64 > routed);
}

#[test]
fn a_gigabyte_over_lattice_and_over_a_transit_gateway_with_a_load_balancer() {
    let routed = units(PriceId::TgwGb, US, 1_000) + units(PriceId::AlbLcuHour, US, 1_000);
    assert_eq!(cents(units(PriceId::LatticeGb, US, 1_000)), "25.00");
    assert_eq!(cents(routed), "28.00");
}

#[test]
fn ten_thousand_requests_a_second_on_one_lattice_service() {
    let hour = units(PriceId::LatticeRequest, US, 10_000 * 3_600);
    assert_eq!(cents(hour), "3.57");
    assert_eq!(cents(hour * 730_u64), "2606.10");
}

#[test]
fn ten_thousand_requests_a_second_in_the_bill_of_a_plan() {
    let design = one_zone()
        .replace("tcp/8443", "https/443")
        .replace("privatelink_service", "lattice_association")
        .replace("traffic: 1 TB/month", "requests: 26280M/month");
    assert_eq!(line(&bill(&design, billing(730)), "requests to the VPC Lattice service"), "2606.10");
}

#[test]
fn a_peering_of_transit_gateways_between_regions_by_the_gigabyte() {
    // Processing at the sender, and the transfer out of its Region: four cents in the example of AWS.
    let sent = units(PriceId::TgwGb, US, 100) + units(PriceId::InterRegionGb, US, 100);
    assert_eq!(cents(sent), "4.00");
}

#[test]
fn a_vpn_on_a_transit_gateway_pays_attachment_and_connection() {
    let hour = units(PriceId::TgwAttachHour, US, 730) + units(PriceId::VpnHour, US, 730);
    assert_eq!(cents(hour), "73.00");
}

#[test]
fn inspection_by_a_transit_gateway_enters_it_twice() {
    let gigabytes = 1_000;
    let twice = units(PriceId::TgwGb, US, 2 * gigabytes) + units(PriceId::NfwGb, US, gigabytes);
    assert_eq!(cents(twice), "105.00");
}

#[test]
fn peering_across_zones_costs_what_a_transit_gateway_does_and_nothing_inside_one() {
    let across = units(PriceId::InterAzGb, US, 2 * 1_000);
    assert_eq!(across, units(PriceId::TgwGb, US, 1_000));
    assert_eq!(units(PriceId::PeerSameAzGb, US, 1_000), Usd::ZERO);
    // Ten terabytes inside one zone: what the hub's charge per gigabyte adds.
    assert_eq!(cents(units(PriceId::TgwGb, US, 10_000)), "200.00");
}

#[test]
fn central_endpoints_win_once_the_endpoints_saved_cost_more_than_the_hub() {
    // Forty VPCs, three endpoints in two zones, all attached: 39 × 3 × 2 endpoints saved, against two cents a gigabyte.
    let saved = units(PriceId::InterfaceEndpointHour, US, 730) * 234_u64;
    assert_eq!(cents(saved), "1708.20");
    let even = 85_410;
    assert_eq!(units(PriceId::TgwGb, US, even), saved);
}
