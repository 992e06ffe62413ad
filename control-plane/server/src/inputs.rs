//! Reads what a PATH names — a Python file, or a package folder — into sources. Knows no translation.

use portalis_transpiler::{Diagnostic, Severity, Source};
use std::path::{Path, PathBuf};

/// A program to translate.
#[derive(Debug)]
pub struct Program {
    /// Whether it came from a folder.
    pub is_package: bool,
    /// What diagnostics about the whole are placed in.
    pub path: String,
    /// Its files.
    pub sources: Vec<Source>,
}

/// Larger files and packages are not programs that people wrote.
const MAX_FILE: u64 = 16 << 20;
const MAX_FILES: usize = 4096;

/// The name that the outputs of `path` will have; no file is read.
pub fn name_of(path: &Path) -> Option<String> {
    // `.` and `pkg/..` have a name too, once resolved.
    let whole = match path.file_name() {
        Some(_) => path.to_path_buf(),
        None => path.canonicalize().ok()?,
    };
    let name = if path.is_dir() { whole.file_name() } else { whole.file_stem() };
    name.map(|name| name.to_string_lossy().into_owned())
}

/// Reads the program, or says why it is none.
pub fn read(path: &Path) -> Result<Program, Vec<Diagnostic>> {
    let shown = path.display().to_string();
    let refuse = |message: String| vec![Diagnostic::at("P0910", Severity::Error, &shown, "", 0, 0, message)];
    let name = name_of(path).ok_or_else(|| refuse("this path has no name; give a file or a folder".into()))?;
    let sources = if path.is_dir() {
        let mut files = Vec::new();
        collect(path, &mut files).map_err(|e| refuse(format!("the folder cannot be read: {e}")))?;
        if files.is_empty() {
            return Err(refuse("the folder has no Python files".into()));
        }
        if files.len() > MAX_FILES {
            return Err(refuse(format!("the folder has more than {MAX_FILES} Python files; give a package's folder")));
        }
        files.sort();
        let mut sources = Vec::new();
        for file in files {
            let inside = file.strip_prefix(path).unwrap_or(&file);
            sources.push(read_file(&file, Path::new(&name).join(inside).display().to_string())?);
        }
        sources
    } else {
        vec![read_file(path, shown.clone())?]
    };
    Ok(Program { is_package: path.is_dir(), path: sources[0].path.clone(), sources })
}

fn read_file(file: &Path, shown: String) -> Result<Source, Vec<Diagnostic>> {
    let refuse = |message: String| vec![Diagnostic::at("P0910", Severity::Error, &shown, "", 0, 0, message)];
    let size = std::fs::metadata(file).map_err(|e| refuse(format!("the file cannot be read: {e}")))?.len();
    if size > MAX_FILE {
        return Err(refuse(format!("the file has {size} bytes; {MAX_FILE} is the most that is read")));
    }
    let bytes = std::fs::read(file).map_err(|e| refuse(format!("the file cannot be read: {e}")))?;
    Source::from_bytes(shown, &bytes).map_err(|diagnostic| vec![diagnostic])
}

/// Every `.py` file below; hidden folders, caches and links to folders are left out, so that no loop is walked.
fn collect(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let kind = entry.file_type()?;
            if kind.is_dir() && !name.starts_with('.') && name != "__pycache__" {
                waiting.push(entry.path());
            } else if !kind.is_dir() && name.ends_with(".py") && entry.path().is_file() {
                into.push(entry.path());
            }
            if into.len() > MAX_FILES {
                return Ok(());
            }
        }
    }
    Ok(())
}
