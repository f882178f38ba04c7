//! The house stays tidy: rooms import only what stands above them, and only the binary touches the world.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms in the order of `src/lib.rs`: each may use those before it. `finding` and `why` are vocabulary for all that
/// stand at or below the facts.
const ROOMS: &[&str] = &[
    "order", "cidr", "ids", "source", "facts", "finding", "why", "design", "network", "import", "rules", "settings",
    "advise", "review", "fix", "report",
];

/// What each room may use, beside itself.
fn may_use(room: &str) -> &'static [&'static str] {
    match room {
        "order" | "cidr" | "source" | "ids" => &[],
        "facts" => &["source"],
        "finding" => &["cidr", "source", "why"],
        "why" => &["facts", "finding"],
        "design" => &["cidr", "ids", "source", "finding"],
        "network" => &["cidr", "ids", "design"],
        // Who may call is told by the ranges from which VPC Lattice calls: a fact.
        "import" => &["cidr", "ids", "source", "facts", "finding", "design"],
        "rules" => &["cidr", "ids", "source", "facts", "finding", "why", "design", "network"],
        "settings" => &["ids", "source", "finding", "design", "import", "rules"],
        "advise" => &["cidr", "ids", "source", "facts", "finding", "why", "design", "network", "rules"],
        "review" => {
            &["ids", "source", "facts", "finding", "design", "network", "import", "rules", "settings", "advise"]
        }
        "fix" => &["source", "facts", "finding", "import", "review", "rules"],
        "report" => {
            // The rules' pages are the help of a SARIF log.
            &[
                "cidr", "ids", "source", "facts", "finding", "why", "design", "network", "import", "rules", "settings",
                "advise", "review",
            ]
        }
        other => panic!("`{other}` is a new room: give it its place here"),
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Library files with their room and the part of their text that is no test.
fn library() -> Vec<(String, PathBuf, String)> {
    sources(&root())
        .into_iter()
        .filter(|path| !path.starts_with(root().join("bin")) && *path != root().join("lib.rs"))
        .filter(|path| path.file_name().is_none_or(|name| name != "tests.rs"))
        .map(|path| {
            let inside = path.strip_prefix(root()).unwrap();
            let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
            (room, path, text)
        })
        .collect()
}

/// Lines that are code, without comments and documentation.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn rooms_use_only_what_stands_above_them() {
    for (room, path, text) in library() {
        assert!(ROOMS.contains(&room.as_str()), "{}: `{room}` is no room", path.display());
        for line in code(&text) {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|one| one.is_ascii_lowercase() || *one == '_').collect();
                // Sorting stands below everything, as the standard library does.
                let plain = used.is_empty() || used == "order" || used == room;
                let allowed = plain || may_use(&room).contains(&used.as_str());
                assert!(allowed, "{}: `{room}` may not use `{used}`", path.display());
            }
        }
    }
}

#[test]
fn only_the_network_names_petgraph() {
    for (room, path, text) in library() {
        let named = code(&text).any(|line| line.contains("petgraph"));
        assert!(!named || room == "network", "{} names petgraph", path.display());
    }
}

#[test]
fn the_library_touches_no_file_clock_or_terminal() {
    let banned = [
        "std::fs",
        "std::env",
        "TcpStream",
        "TcpListener",
        "UdpSocket",
        "std::process",
        "std::time",
        "println!",
        "eprintln!",
        "print!(",
        "std::io",
    ];
    for (_, path, text) in library() {
        for line in code(&text) {
            for word in banned {
                assert!(!line.contains(word), "{}: {word} belongs in src/bin", path.display());
            }
        }
    }
}

#[test]
fn every_file_says_what_belongs_in_it() {
    for path in sources(&root()) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{}: the first line says what belongs here", path.display());
    }
}

#[test]
fn rule_files_pages_and_registry_are_the_same() {
    let registered: BTreeSet<String> = tieline::rules::ALL.iter().map(|rule| rule.name.to_owned()).collect();
    let mut files = BTreeSet::new();
    let mut pages = BTreeSet::new();
    for area in fs::read_dir(root().join("rules")).unwrap() {
        let area = area.unwrap().path();
        if !area.is_dir() {
            continue;
        }
        for entry in fs::read_dir(area).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().replace('_', "-");
            let extension = path.extension().and_then(|extension| extension.to_str());
            if extension == Some("md") {
                pages.insert(name);
            } else if fs::read_to_string(&path).unwrap().contains("static RULE: Rule") {
                files.insert(name);
            }
        }
    }
    assert_eq!(files, registered, "rule files and registry");
    assert_eq!(pages, registered, "pages and registry");
}

#[test]
fn retired_numbers_are_not_used_again() {
    for (number, name, _) in tieline::rules::retired::RETIRED {
        assert!(tieline::rules::ALL.iter().all(|rule| rule.id.0 != *number && rule.name != *name), "TL{number:03}");
    }
}
