//! Holds the rooms to the import rule of DESIGN.md: each imports only from the lines above its own.

#![expect(clippy::unwrap_used, reason = "a test's panic is its report")]

use std::{collections::BTreeMap, fs, path::Path};

/// The rooms from the bottom up; those on one line do not import one another.
const LINES: &[&[&str]] = &[
    &["core"],
    &["text", "platform"],
    &["paths"],
    &["net", "store", "secrets", "logging", "journal"],
    &["config"],
    &["detect", "provider", "authority", "hooks"],
    &["worker"],
    &["control", "ui"],
    &["doctor"],
    &["app"],
    &["cli"],
];

/// Imports that the lines allow and that are not made all the same.
const NEVER: &[(&str, &str)] = &[
    // The tray shows and sends the worker's words, which are core's; it never sees the worker.
    ("ui", "worker"),
];

fn files(dir: &Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// Every `crate::ROOM` in a file, also those inside `use crate::{…}`.
fn imported(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split("crate::").skip(1) {
        if let Some(list) = part.strip_prefix('{') {
            let mut depth = 1;
            let mut word = String::new();
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => found.push(std::mem::take(&mut word)),
                    c if depth == 1 => word.push(c),
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
            found.push(word);
        } else {
            found.push(part.to_owned());
        }
    }
    let room = |text: &String| {
        text.trim().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
    };
    found.iter().map(room).filter(|room| !room.is_empty()).collect()
}

#[test]
fn no_room_imports_upwards() {
    let line: BTreeMap<&str, usize> =
        LINES.iter().enumerate().flat_map(|(at, rooms)| rooms.iter().map(move |room| (*room, at))).collect();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&src, &mut all);
    let mut wrong = Vec::new();
    for file in all {
        let inside = file.strip_prefix(&src).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let room = first.trim_end_matches(".rs").to_owned();
        let Some(&own) = line.get(room.as_str()) else {
            assert!(matches!(room.as_str(), "lib" | "main"), "the room {room} is on no line");
            continue;
        };
        for other in imported(&fs::read_to_string(&file).unwrap()) {
            let Some(&theirs) = line.get(other.as_str()) else { continue };
            if other != room && (theirs >= own || NEVER.contains(&(&room, &other))) {
                wrong.push(format!("{}: {room} imports {other}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the rule:\n{}", wrong.join("\n"));
}

#[test]
fn unsafe_stands_in_platform_alone() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&src, &mut all);
    for file in all.iter().filter(|file| !file.starts_with(src.join("platform"))) {
        let text = fs::read_to_string(file).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        assert!(
            !code.into_iter().any(|line| line.contains("unsafe {") || line.contains("unsafe fn")),
            "{}",
            file.display()
        );
    }
}
