//! What small programs become, word for word: `tests/snapshots/NAME.py` and the `main.rs` beside it.
//! `UPDATE_SNAPSHOTS=1 cargo test -p portalis-transpiler --test snapshots` rewrites the latter; read what changed.

use portalis_transpiler::{Source, translate};
use std::fs;
use std::path::Path;

#[test]
fn programs_become_what_they_became_before() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let mut seen = 0;
    let mut changed = Vec::new();
    for entry in fs::read_dir(&folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "py") {
            continue;
        }
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let source = Source::from_bytes(name.as_str(), &fs::read(&path).expect("a program")).expect("it is text");
        let krate = translate(vec![source]).unwrap_or_else(|errors| panic!("{name} is refused: {}", errors[0]));
        let (now, beside) = (&krate.files["src/main.rs"], path.with_extension("rs"));
        seen += 1;
        if update {
            fs::write(&beside, now).expect("the folder can be written to");
        } else if fs::read_to_string(&beside).unwrap_or_default() != *now {
            changed.push(format!("{name} becomes:\n{now}"));
        }
    }
    assert!(seen >= 12, "only {seen} programs");
    assert!(changed.is_empty(), "{}\nif that is right, set UPDATE_SNAPSHOTS=1", changed.join("\n"));
}
