//! Things of the model in words, shared by all renderers.

use std::collections::BTreeSet;

use crate::advise::addition::Addition;
use crate::advise::turning::TurningPoint;
use crate::cidr::Cidr;
use crate::ids::{AzId, SubnetId};

/// What an addition makes, as a fragment that can stand in a list.
pub(super) fn addition(addition: &Addition) -> String {
    match addition {
        Addition::Subnet { vpc, subnet, az, cidr } => {
            let zone = az.as_ref().map_or(String::new(), |az: &AzId| format!(" in {az}"));
            format!("subnet `{vpc}/{subnet}` with {cidr}{zone}")
        }
        Addition::LoadBalancer { application } => format!("Network Load Balancer before `{application}`"),
        Addition::Peering { between: (one, two), .. } => format!("VPC peering connection between `{one}` and `{two}`"),
        Addition::TransitGateway { link, .. } => format!("transit gateway `{link}`"),
        Addition::Vpn { site, .. } => format!("Site-to-Site VPN connection to `{site}`"),
        Addition::Attachment { vpc, subnets, .. } => format!("attachment of VPC `{vpc}` in {}", names(subnets)),
        Addition::HybridAttachment { hybrid, .. } => format!("attachment of `{hybrid}`"),
        Addition::Propagation { table, home, .. } => format!("propagation of {home} into route table `{table}`"),
        Addition::EndpointService { application, .. } => format!("endpoint service for `{application}`"),
        Addition::ResourceConfiguration { application, gateway, .. } => {
            format!("resource configuration for `{application}` with a resource gateway in {}", names(gateway))
        }
        Addition::InterfaceEndpoint { vpc, subnets, .. } => {
            format!("interface endpoint in VPC `{vpc}`, in {}", names(subnets))
        }
        Addition::ResourceEndpoint { vpc, subnets, .. } => {
            format!("resource endpoint in VPC `{vpc}`, in {}", names(subnets))
        }
        Addition::ServiceNetwork { link, .. } => format!("service network `{link}`"),
        Addition::LatticeService { application, .. } => format!("VPC Lattice service for `{application}`"),
        Addition::LatticeResource { application, gateway, .. } => {
            format!("resource configuration for `{application}` with a resource gateway in {}", names(gateway))
        }
        Addition::AuthPolicy { application, .. } => format!("IAM auth policy on the service for `{application}`"),
        Addition::Association { vpc, .. } => format!("VPC association of `{vpc}`"),
        Addition::ServiceNetworkEndpoint { vpc, subnets, .. } => {
            format!("service-network endpoint in VPC `{vpc}`, in {}", names(subnets))
        }
        Addition::Routes { vpc, link, to } => {
            let to: Vec<String> = to.iter().map(Cidr::to_string).collect();
            format!("routes to {} over `{link}` in VPC `{vpc}`", to.join(", "))
        }
    }
}

/// A turning point as a sentence without a full stop.
pub(super) fn turning_point(point: &TurningPoint) -> String {
    let side = if point.above { "above" } else { "below" };
    format!("{side} about {}/month, {}", point.traffic, point.becomes.title())
}

fn names(subnets: &BTreeSet<SubnetId>) -> String {
    if subnets.is_empty() {
        return "no subnet".to_owned();
    }
    subnets.iter().map(|subnet| format!("`{subnet}`")).collect::<Vec<_>>().join(", ")
}
