//! The commands that collect what is read, as a script for a POSIX shell.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::list::{Command, LISTS};

const HEAD: &str = "\
#!/bin/sh
# Collects what `tieline` reads of one account, in the Regions named as arguments. Every command only reads.
# Run it once for each account, with credentials that may call Describe*, List*, Get* and Search*:
#   sh collect.sh eu-west-1 us-east-1
# Then: tieline review aws
[ $# -gt 0 ] || { echo \"usage: sh $0 REGION...\" >&2; exit 2; }
account=$(AWS_DEFAULT_REGION=\"$1\" aws sts get-caller-identity --region \"$1\" --query Account --output text) || exit 1
for region in \"$@\"; do
  export AWS_REGION=\"$region\" AWS_DEFAULT_REGION=\"$region\"
  out=\"aws/accounts/$account/$region\"
  mkdir -p \"$out\"
";

/// The script: what is printed by its commands is exactly what is read.
///
/// ```
/// let script = tieline::import::aws_cli::script();
/// assert!(script.contains("aws ec2 describe-vpcs --output json"));
/// ```
pub fn script() -> String {
    let mut text = HEAD.to_owned();
    let mut said = BTreeSet::new();
    for command in LISTS.iter().flat_map(|list| list.commands) {
        let lines = match command {
            Command::Once(command) => asked(2, command, &format!("{}.json", file_name(command))),
            Command::Each(words, command) => {
                let one = asked(4, command, &format!("{}-${{id##*/}}.json", of(words, command)));
                format!("  for id in $(aws {words} --output text); do\n{one}  done\n")
            }
            Command::Nested(outer, words, command) => format!(
                "  for outer in $(aws {outer} --output text); do\n    \
                 for id in $(aws {} --output text); do\n{}    done\n  done\n",
                quoted(words),
                asked(6, command, &format!("{}-${{id##*/}}.json", file_name(command)))
            ),
            Command::Deep(outer, inner, words, command) => format!(
                "  for outer in $(aws {outer} --output text); do\n    \
                 for inner in $(aws {} --output text); do\n      \
                 for id in $(aws {} --output text); do\n{}      done\n    done\n  done\n",
                quoted(inner),
                quoted(words),
                asked(8, command, &format!("{}-${{id##*/}}.json", file_name(command)))
            ),
        };
        if said.insert(lines.clone()) {
            // Writing to a String does not fail.
            let _ = text.write_str(&lines);
        }
    }
    text.push_str("done\n");
    text
}

/// A command that writes a file; what AWS does not answer, such as a policy that is not there, leaves none.
fn asked(indent: usize, command: &str, file: &str) -> String {
    let command = quoted(command);
    format!("{:indent$}aws {command} --output json > \"$out/{file}\" || rm -f \"$out/{file}\"\n", "")
}

/// The file of a command that is asked for things of several types: with what it is asked for.
fn of(words: &str, command: &str) -> String {
    let name = file_name(command);
    let noun = words.split(' ').nth(1).and_then(|verb| verb.strip_prefix("list-")).unwrap_or_default();
    if command.contains("--resource-identifier") { format!("{name}-of-{noun}") } else { name }
}

/// A command with its words in quotes; those inside a query stand in quotes already.
fn quoted(command: &str) -> String {
    ["$id", "$inner", "$outer"]
        .iter()
        .fold(command.to_owned(), |text, word| text.replace(&format!(" {word}"), &format!(" \"{word}\"")))
}

/// The file of a command: `ec2-describe-vpcs`, and of one that is asked for several attributes each of them.
fn file_name(command: &str) -> String {
    let mut words = command.split(' ');
    let mut name = [words.next(), words.next()].into_iter().flatten().collect::<Vec<_>>().join("-");
    let options: Vec<&str> = words.collect();
    for pair in options.windows(2) {
        if let [option, value] = pair
            && matches!(*option, "--attribute" | "--association-type")
        {
            name.push('-');
            name.push_str(value);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::script;
    use crate::import::aws_cli::list::{Command, LISTS};

    #[test]
    fn every_list_is_collected_by_a_command_that_only_reads() {
        // A collector's own form of a list stands beside the form that the command line prints.
        let of_collectors = LISTS.iter().filter(|list| list.commands.is_empty()).map(|list| list.key);
        let other_forms = [
            "ManagedPrefixLists",
            "ManagedPrefixListEntries",
            "TransitGatewayPropagations",
            "TransitGatewayAssociations",
            "TransitGatewayStaticRoutes",
            "TransitGatewayRoutes",
            "instances without a reservation",
            "LoadBalancerListeners",
            "LoadBalancerAttributes",
            "LoadBalancerTargetHealth",
            "DirectConnectGateways",
            "DirectConnectGatewayAssociations",
            "DirectConnectGatewayAttachments",
            "VirtualInterfaces",
        ];
        assert_eq!(of_collectors.collect::<Vec<_>>(), other_forms);
        for command in LISTS.iter().flat_map(|list| list.commands) {
            let all = match command {
                Command::Once(one) => vec![one],
                Command::Each(words, one) => vec![words, one],
                Command::Nested(outer, words, one) => vec![outer, words, one],
                Command::Deep(outer, inner, words, one) => vec![outer, inner, words, one],
            };
            for one in all {
                let verb = one.split(' ').nth(1).unwrap_or_default();
                let reads = ["describe-", "list-", "get-", "search-"].iter().any(|prefix| verb.starts_with(prefix));
                assert!(reads, "`{one}` does more than read");
                assert!(script().contains(verb), "`{one}` is not printed");
            }
        }
    }

    /// What the answers of operations have at their top, by the API models of AWS.
    const ANSWERS: &[(&str, &[&str])] = &[
        ("directconnect describe-direct-connect-gateway-associations", &["directConnectGatewayAssociations"]),
        ("directconnect describe-direct-connect-gateway-attachments", &["directConnectGatewayAttachments"]),
        ("directconnect describe-direct-connect-gateways", &["directConnectGateways"]),
        ("directconnect describe-virtual-interfaces", &["virtualInterfaces"]),
        ("ec2 describe-addresses", &["Addresses"]),
        ("ec2 describe-availability-zones", &["AvailabilityZones"]),
        ("ec2 describe-customer-gateways", &["CustomerGateways"]),
        ("ec2 describe-egress-only-internet-gateways", &["EgressOnlyInternetGateways"]),
        ("ec2 describe-instances", &["Reservations"]),
        ("ec2 describe-internet-gateways", &["InternetGateways"]),
        ("ec2 describe-managed-prefix-lists", &["PrefixLists"]),
        ("ec2 describe-nat-gateways", &["NatGateways"]),
        ("ec2 describe-network-acls", &["NetworkAcls"]),
        ("ec2 describe-network-interfaces", &["NetworkInterfaces"]),
        ("ec2 describe-prefix-lists", &["PrefixLists"]),
        ("ec2 describe-route-tables", &["RouteTables"]),
        ("ec2 describe-security-groups", &["SecurityGroups"]),
        ("ec2 describe-subnets", &["Subnets"]),
        ("ec2 describe-transit-gateway-attachments", &["TransitGatewayAttachments"]),
        ("ec2 describe-transit-gateway-peering-attachments", &["TransitGatewayPeeringAttachments"]),
        ("ec2 describe-transit-gateway-policy-tables", &["TransitGatewayPolicyTables"]),
        ("ec2 describe-transit-gateway-route-tables", &["TransitGatewayRouteTables"]),
        ("ec2 describe-transit-gateway-vpc-attachments", &["TransitGatewayVpcAttachments"]),
        ("ec2 describe-transit-gateways", &["TransitGateways"]),
        ("ec2 describe-vpc-attribute", &["EnableDnsHostnames", "EnableDnsSupport"]),
        ("ec2 describe-vpc-block-public-access-exclusions", &["VpcBlockPublicAccessExclusions"]),
        ("ec2 describe-vpc-block-public-access-options", &["VpcBlockPublicAccessOptions"]),
        ("ec2 describe-vpc-endpoint-service-configurations", &["ServiceConfigurations"]),
        ("ec2 describe-vpc-endpoint-service-permissions", &["AllowedPrincipals"]),
        ("ec2 describe-vpc-endpoints", &["VpcEndpoints"]),
        ("ec2 describe-vpc-peering-connections", &["VpcPeeringConnections"]),
        ("ec2 describe-vpcs", &["Vpcs"]),
        ("ec2 describe-vpn-connections", &["VpnConnections"]),
        ("ec2 describe-vpn-gateways", &["VpnGateways"]),
        ("ec2 get-managed-prefix-list-entries", &["Entries"]),
        ("ec2 get-transit-gateway-policy-table-associations", &["Associations"]),
        ("ec2 get-transit-gateway-route-table-associations", &["Associations"]),
        ("ec2 get-transit-gateway-route-table-propagations", &["TransitGatewayRouteTablePropagations"]),
        ("ec2 search-transit-gateway-routes", &["Routes", "AdditionalRoutesAvailable"]),
        ("ecs describe-services", &["services"]),
        ("ecs list-clusters", &["clusterArns"]),
        ("ecs list-services", &["serviceArns"]),
        ("eks describe-cluster", &["cluster"]),
        ("eks list-clusters", &["clusters"]),
        ("elb describe-load-balancers", &["LoadBalancerDescriptions"]),
        ("elbv2 describe-listeners", &["Listeners"]),
        ("elbv2 describe-load-balancer-attributes", &["Attributes"]),
        ("elbv2 describe-load-balancers", &["LoadBalancers"]),
        ("elbv2 describe-rules", &["Rules"]),
        ("elbv2 describe-target-group-attributes", &["Attributes"]),
        ("elbv2 describe-target-groups", &["TargetGroups"]),
        ("elbv2 describe-target-health", &["TargetHealthDescriptions"]),
        ("lambda list-functions", &["Functions"]),
        ("networkmanager get-core-network", &["CoreNetwork"]),
        ("networkmanager get-core-network-policy", &["CoreNetworkPolicy"]),
        ("networkmanager get-vpc-attachment", &["VpcAttachment"]),
        ("networkmanager list-attachments", &["Attachments"]),
        ("networkmanager list-core-networks", &["CoreNetworks"]),
        ("ram get-resource-share-associations", &["resourceShareAssociations"]),
        ("rds describe-db-instances", &["DBInstances"]),
        ("vpc-lattice get-auth-policy", &["policy", "state"]),
        ("vpc-lattice get-listener", &["arn"]),
        ("vpc-lattice get-resource-configuration", &["arn"]),
        ("vpc-lattice get-resource-gateway", &["arn"]),
        ("vpc-lattice get-rule", &["arn"]),
        ("vpc-lattice get-service", &["arn"]),
        ("vpc-lattice get-service-network", &["arn"]),
        ("vpc-lattice get-service-network-vpc-association", &["arn"]),
        ("vpc-lattice get-target-group", &["arn"]),
        ("vpc-lattice list-access-log-subscriptions", &["items"]),
        ("vpc-lattice list-listeners", &["items"]),
        ("vpc-lattice list-resource-configurations", &["items"]),
        ("vpc-lattice list-resource-endpoint-associations", &["items"]),
        ("vpc-lattice list-resource-gateways", &["items"]),
        ("vpc-lattice list-rules", &["items"]),
        ("vpc-lattice list-service-network-resource-associations", &["items"]),
        ("vpc-lattice list-service-network-service-associations", &["items"]),
        ("vpc-lattice list-service-network-vpc-associations", &["items"]),
        ("vpc-lattice list-service-network-vpc-endpoint-associations", &["items"]),
        ("vpc-lattice list-service-networks", &["items"]),
        ("vpc-lattice list-services", &["items"]),
        ("vpc-lattice list-target-groups", &["items"]),
        ("vpc-lattice list-targets", &["items"]),
    ];

    #[test]
    fn every_command_prints_the_list_that_it_is_asked_for() {
        let of = |command: &str| {
            let operation: Vec<&str> = command.split(' ').take(2).collect();
            ANSWERS.iter().find(|(known, _)| *known == operation.join(" ")).map(|(_, keys)| *keys)
        };
        let mut asked = std::collections::BTreeSet::new();
        for list in LISTS {
            for command in list.commands {
                let (words, last) = match command {
                    Command::Once(one) => (vec![], one),
                    Command::Each(words, one) => (vec![words], one),
                    Command::Nested(outer, words, one) => (vec![outer, words], one),
                    Command::Deep(outer, inner, words, one) => (vec![outer, inner, words], one),
                };
                // A loop goes over what its command answers: `Vpcs[].VpcId`.
                for one in words {
                    let query = one.rsplit("--query ").next().unwrap_or_default().trim_matches(['\'', '"']);
                    let key = query.split('[').next().unwrap_or_default();
                    assert!(of(one).is_some_and(|keys| keys.contains(&key)), "`{one}` answers no `{key}`");
                    asked.extend(one.split(' ').nth(1));
                }
                let keys = of(last).unwrap_or_default();
                // A query puts the answer under other keys, and each of its values must be a key of the answer.
                let printed: Vec<(&str, &str)> = match last.split_once("--query \"{") {
                    Some((_, query)) => {
                        query.trim_end_matches("}\"").split(", ").filter_map(|pair| pair.split_once(": ")).collect()
                    }
                    None => keys.iter().map(|key| (*key, *key)).collect(),
                };
                let projected = printed.iter().any(|(_, value)| value.contains("[].{"));
                for (_, value) in printed.iter().filter(|(_, value)| !value.starts_with('\'') && !projected) {
                    assert!(keys.contains(value), "`{last}` answers no `{value}`");
                }
                let is_lattice = list.key.starts_with("vpc-lattice ");
                let found = printed.iter().any(|(key, _)| *key == list.key)
                    || is_lattice
                        && printed.iter().any(|(key, _)| matches!(*key, "items" | "arn" | "policy" | "targets"));
                assert!(found, "`{last}` prints no `{}`: {printed:?}", list.key);
                asked.extend(last.split(' ').nth(1));
            }
        }
        let idle: Vec<_> =
            ANSWERS.iter().filter(|(one, _)| one.split(' ').nth(1).is_some_and(|verb| !asked.contains(verb))).collect();
        assert!(idle.is_empty(), "{idle:?}");
    }

    #[test]
    fn every_key_stands_once() {
        let mut keys: Vec<&str> = LISTS.iter().map(|list| list.key).collect();
        keys.sort_unstable();
        let before = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), before);
    }

    #[test]
    fn no_two_commands_write_one_file() {
        let text = script();
        let mut files: Vec<&str> =
            text.lines().filter_map(|line| line.split_once("> ").map(|(_, file)| file)).collect();
        files.sort_unstable();
        let before = files.len();
        files.dedup();
        assert_eq!(files.len(), before);
    }
}
