//! The README's table of diagnostics and the codes in the sources say the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn codes(text: &str, open: &str) -> BTreeSet<String> {
    text.match_indices(open)
        .filter_map(|(at, _)| text.get(at + open.len() - 1..at + open.len() + 4))
        .filter(|code| code[1..].bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_string)
        .collect()
}

fn sources(folder: &Path, out: &mut String) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push_str(&fs::read_to_string(&path).expect("a source file"));
        }
    }
}

#[test]
fn every_code_is_explained_and_every_explanation_has_a_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    sources(&root.join("src"), &mut text);
    let used = codes(&text, "\"P");
    let readme = fs::read_to_string(root.join("README.md")).expect("the README");
    let explained = codes(&readme, "| P");
    assert!(used.len() > 50);
    assert_eq!(used, explained);
}
