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
account=$(aws sts get-caller-identity --query Account --output text) || exit 1
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
            "LoadBalancerListeners",
            "LoadBalancerAttributes",
            "LoadBalancerTargetHealth",
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
