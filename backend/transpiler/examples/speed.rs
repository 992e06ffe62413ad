//! How fast the translator is on one core: lines a second over the Python files of folders, and the slowest of them.
//! `cargo run --release --example speed -- DIR... [FILE.py...]`

use portalis_transpiler::{Source, translate};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    let mut files = Vec::new();
    for arg in std::env::args().skip(1) {
        collect(Path::new(&arg), &mut files);
    }
    if files.is_empty() {
        eprintln!("usage: speed DIR_OR_FILE.py ...");
        return ExitCode::from(2);
    }
    files.sort();
    let (mut lines, mut translated, mut total) = (0, 0, Duration::ZERO);
    let mut slowest: Vec<(Duration, usize, PathBuf)> = Vec::new();
    let count = files.len();
    for path in files {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let Ok(source) = Source::from_bytes(path.to_string_lossy(), &bytes) else { continue };
        let n = source.text.lines().count();
        let start = Instant::now();
        let done = translate(vec![source]);
        let took = start.elapsed();
        translated += usize::from(done.is_ok());
        lines += n;
        total += took;
        slowest.push((took, n, path));
    }
    slowest.sort_by_key(|s| std::cmp::Reverse(s.0));
    println!(
        "{count} files, {translated} translated, {lines} lines in {:.3} s: {:.0} lines/s",
        total.as_secs_f64(),
        lines as f64 / total.as_secs_f64()
    );
    for (took, n, path) in slowest.iter().take(5) {
        println!("{:>9.1} ms {n:>6} lines  {}", took.as_secs_f64() * 1e3, path.display());
    }
    ExitCode::SUCCESS
}

/// A Python file, or those in a folder.
fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let Ok(entries) = std::fs::read_dir(path) else { return };
        for e in entries.flatten() {
            collect(&e.path(), files);
        }
    } else if path.extension().is_some_and(|e| e == "py") {
        files.push(path.to_path_buf());
    }
}
