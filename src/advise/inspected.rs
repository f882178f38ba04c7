//! What it costs that a transit gateway sends a need's traffic through an inspection VPC.

use super::cost::{Item, Prices};
use super::mechanism::Situation;
use crate::design::{Inspector, Megabytes};
use crate::facts::PriceId;
use crate::network::inspection::between;

impl Prices<'_> {
    /// The transit gateway is paid a second time, and the firewall for each GB.
    pub(super) fn of_inspection(&self, situation: &Situation<'_>, traffic: Option<Megabytes>) -> Vec<Item> {
        let there = between(situation.design, &situation.from, &situation.to);
        let Some(vpc) = there.or_else(|| between(situation.design, &situation.to, &situation.from)) else {
            return Vec::new();
        };
        let again = format!("data through the transit gateway again, after inspection in `{vpc}`");
        let mut items = vec![self.gigabytes(self.at(&again, PriceId::TgwGb, Some(&vpc)), traffic, 1)];
        let endpoints = situation.design.vpc(&vpc).and_then(|vpc| vpc.firewall_endpoints.as_ref());
        let price = endpoints.into_iter().flat_map(|all| all.values()).find_map(|endpoint| {
            Some(match endpoint.of? {
                Inspector::NetworkFirewall => PriceId::NfwGb,
                Inspector::GatewayLoadBalancer => PriceId::GwlbEndpointGb,
            })
        });
        if let Some(price) = price {
            let through = format!("data through the firewall endpoints of `{vpc}`");
            items.push(self.gigabytes(self.at(&through, price, Some(&vpc)), traffic, 1));
        }
        items
    }
}
