//! Resource addresses: `module.a["k"].module.b[0].aws_subnet.c["x/y"]`. Keys may hold dots, slashes and brackets, so an
//! address is read and never split.

use std::fmt;

/// The key of one instance of a resource or module.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// Of `count`.
    Index(u64),
    /// Of `for_each`.
    Name(String),
}

/// A name in a path, with the key behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) key: Option<Key>,
}

impl Key {
    /// The key without what stands around it in an address.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Index(index) => index.to_string(),
            Self::Name(name) => name.clone(),
        }
    }

    /// Whether a key stands in this one as a word: `a` and `1` in `a-1`. A number is none within an address or block.
    pub(super) fn is_made_of(&self, part: &Self) -> bool {
        let Self::Name(whole) = self else { return false };
        let part = part.text();
        let between = |at: char| if part.parse::<u64>().is_ok() { "-_|: ".contains(at) } else { !at.is_alphanumeric() };
        whole.match_indices(part.as_str()).any(|(start, _)| {
            let before = whole.get(..start).and_then(|text| text.chars().next_back());
            let after = whole.get(start + part.len()..).and_then(|text| text.chars().next());
            !part.is_empty() && before.is_none_or(between) && after.is_none_or(between)
        })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Name(name) => write!(f, "[\"{}\"]", name.replace('\\', "\\\\").replace('"', "\\\"")),
        }
    }
}

/// The steps of an address or reference; a splat (`[*]`) and an index that is no literal are left out.
///
/// ```text
/// module.a["k.[x]"].aws_vpc.b[0].id → module, a["k.[x]"], aws_vpc, b[0], id
/// ```
pub(super) fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (key, after) = key(inside);
            if let (Some(step), Some(key)) = (steps.last_mut(), key) {
                // Of `a[0][1]` the first key belongs to the resource; what is read of it has no name.
                match step.key {
                    None => step.key = Some(key),
                    Some(_) => steps.push(Step { name: String::new(), key: Some(key) }),
                }
            }
            rest = after;
            continue;
        }
        let start = rest.strip_prefix('.').unwrap_or(rest);
        let end = start.find(['.', '[']).unwrap_or(start.len());
        let (name, after) = start.split_at(end);
        if !name.is_empty() {
            steps.push(Step { name: name.to_owned(), key: None });
        }
        // A dot that stands alone would be read for ever.
        rest = if after.len() == rest.len() { "" } else { after };
    }
    steps
}

/// The key in front of a closing bracket, and what follows the bracket.
fn key(inside: &str) -> (Option<Key>, &str) {
    if let Some(quoted) = inside.strip_prefix('"') {
        let mut name = String::new();
        let mut letters = quoted.char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => name.extend(letters.next().map(|(_, letter)| letter)),
                '"' => {
                    let after = quoted.get(at + 1..).unwrap_or_default();
                    return (Some(Key::Name(name)), after.strip_prefix(']').unwrap_or(after));
                }
                other => name.push(other),
            }
        }
        return (None, "");
    }
    match inside.split_once(']') {
        Some((number, after)) => (number.parse().ok().map(Key::Index), after),
        None => (None, ""),
    }
}

/// The module part of a resource's address: the instance as written, and the path without keys.
pub(super) fn module_of(address: &str) -> (String, String) {
    let steps = steps(address);
    let (mut instance, mut path) = (String::new(), String::new());
    let mut at = steps.iter();
    while let Some(step) = at.next() {
        if step.name != "module" {
            break;
        }
        let Some(module) = at.next() else { break };
        let dot = if path.is_empty() { "" } else { "." };
        path = format!("{path}{dot}module.{}", module.name);
        let key = module.key.as_ref().map(ToString::to_string).unwrap_or_default();
        instance = format!("{instance}{dot}module.{}{key}", module.name);
    }
    (instance, path)
}

/// The address of an instance by its parts.
pub(super) fn address(module: &str, is_data: bool, kind: &str, name: &str, key: Option<&Key>) -> String {
    let dot = if module.is_empty() { "" } else { "." };
    let data = if is_data { "data." } else { "" };
    let key = key.map(ToString::to_string).unwrap_or_default();
    format!("{module}{dot}{data}{kind}.{name}{key}")
}

/// Of `module.a.provider["registry.terraform.io/hashicorp/aws"].west` the key a plan has: `module.a:aws.west`.
pub(super) fn provider_key(text: &str) -> String {
    let (module, rest) = text.split_once("provider[").unwrap_or(("", text));
    let (source, alias) = rest.split_once(']').unwrap_or((rest, ""));
    let name = source.trim_matches('"').rsplit('/').next().unwrap_or_default();
    let module = module.trim_end_matches('.');
    let colon = if module.is_empty() { "" } else { ":" };
    format!("{module}{colon}{name}{alias}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Key, module_of, steps};

    #[test]
    fn a_key_is_made_of_whole_words() {
        let name = |text: &str| Key::Name(text.to_owned());
        let of = |whole: &str, part: Key| name(whole).is_made_of(&part);
        assert!(of("ssmmessages-0", name("ssmmessages")) && of("ssmmessages-0", Key::Index(0)));
        assert!(!of("ssmmessages-0", name("ssm")) && !of("ssmmessages-0", Key::Index(1)) && !of("x", name("")));
        assert!(of("eu-west-1a/app", name("eu-west-1a")) && of("prod-eu-west-1a", name("eu-west-1a")));
        // The numbers of a block are none of `count`.
        assert!(!of("10.0.1.0/24", Key::Index(0)) && !of("10.0.1.0/24", Key::Index(24)));
        assert!(!Key::Index(10).is_made_of(&Key::Index(1)));
    }

    #[test]
    fn keys_may_hold_dots_slashes_and_brackets() {
        let found = steps(r#"module.a["k.[x]\"y"].module.b[0].aws_subnet.c["x/y"].id"#);
        let names: Vec<_> = found.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(names, ["module", "a", "module", "b", "aws_subnet", "c", "id"]);
        let keys: Vec<_> = found.into_iter().filter_map(|step| step.key).collect();
        let name = |text: &str| Key::Name(text.to_owned());
        assert_eq!(keys, [name("k.[x]\"y"), Key::Index(0), name("x/y")]);
    }

    #[test]
    fn the_module_of_an_address_keeps_its_keys() {
        let (instance, path) = module_of(r#"module.a["k.x"].module.b[0].aws_vpc.c[1]"#);
        assert_eq!((instance.as_str(), path.as_str()), (r#"module.a["k.x"].module.b[0]"#, "module.a.module.b"));
        assert_eq!(module_of("aws_vpc.c"), (String::new(), String::new()));
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in r#"[a-z.\[\]"\\0-9/*]{0,40}"#) {
            prop_assert!(steps(&text).len() <= text.len());
        }
    }
}
