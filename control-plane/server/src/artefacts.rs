//! Writes a translation to `DIR/NAME`: whole or not at all. Knows only bytes and names.

use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Component, Path, PathBuf};

/// What there is to write, wherever it was made.
#[derive(Debug, Default)]
pub struct Artefacts {
    /// `Cargo.toml`, `src/...`: path to text.
    pub files: BTreeMap<String, String>,
    /// The executable.
    pub native: Option<Vec<u8>>,
    /// The module.
    pub wasm: Option<Vec<u8>>,
}

/// Where it was written.
#[derive(Debug)]
pub struct Written {
    /// `DIR/NAME`.
    pub folder: PathBuf,
    /// `DIR/NAME/NAME`.
    pub native: Option<PathBuf>,
    /// `DIR/NAME/NAME.wasm`.
    pub wasm: Option<PathBuf>,
}

/// Writes beside the target and renames, so that a reader, or a kill, never meets half of it.
pub fn write(artefacts: &Artefacts, out: &Path, name: &str) -> anyhow::Result<Written> {
    let folder = out.join(name);
    if ["src", "target", "Cargo.toml", "Cargo.lock"].contains(&name) && artefacts.native.is_some() {
        bail!("the executable would be called `{name}`, like a part of its crate; rename the program");
    }
    refuse_foreign(&folder, name)?;
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    sweep(out, name);
    let beside = |what: &str| out.join(format!(".{name}.portalis-{what}-{}", std::process::id()));
    let (new, old) = (Folder(beside("new")), Folder(beside("old")));
    fill(&new.0, artefacts, name).with_context(|| format!("cannot write {}", new.0.display()))?;
    let replaces = folder.exists();
    if replaces {
        fs::rename(&folder, &old.0).with_context(|| format!("cannot replace {}", folder.display()))?;
    }
    if let Err(error) = fs::rename(&new.0, &folder) {
        if replaces {
            let _ = fs::rename(&old.0, &folder);
        }
        return Err(error).with_context(|| format!("cannot write {}", folder.display()));
    }
    Ok(Written {
        native: artefacts.native.as_ref().map(|_| folder.join(name)),
        wasm: artefacts.wasm.as_ref().map(|_| folder.join(format!("{name}.wasm"))),
        folder,
    })
}

/// Removes what a process that was killed between two steps of [`write()`] left beside `DIR/NAME`.
fn sweep(out: &Path, name: &str) {
    let prefix = format!(".{name}.portalis-");
    let Ok(entries) = fs::read_dir(out) else { return };
    for entry in entries.flatten() {
        let found = entry.file_name();
        let Some(rest) = found.to_str().and_then(|found| found.strip_prefix(&prefix)) else { continue };
        let Some(pid) = rest.strip_prefix("new-").and_then(|pid| pid.parse::<u32>().ok()) else { continue };
        if !Path::new("/proc").join(pid.to_string()).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// An existing folder is replaced only when everything in it is a crate's: a mistyped `--out` costs nobody their work.
fn refuse_foreign(folder: &Path, name: &str) -> anyhow::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else {
        if folder.exists() {
            bail!("{} is a file; choose another --out", folder.display());
        }
        return Ok(());
    };
    let wasm = format!("{name}.wasm");
    let ours = ["Cargo.toml", "Cargo.lock", "README.md", "src", "target", name, &wasm];
    for entry in entries.flatten() {
        let found = entry.file_name();
        if !ours.iter().any(|known| found == *known) {
            bail!(
                "{} has a `{}` that is no part of a translation; choose another --out",
                folder.display(),
                found.display()
            );
        }
    }
    Ok(())
}

fn fill(folder: &Path, artefacts: &Artefacts, name: &str) -> anyhow::Result<()> {
    fs::create_dir(folder)?;
    for (path, text) in &artefacts.files {
        // A gateway's answer comes over the network: no path of it may lead out of the folder.
        let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside || path.is_empty() {
            bail!("the translation has a file `{path}`, which would lie outside of its folder");
        }
        let to = folder.join(path);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&to, text)?;
    }
    if let Some(bytes) = &artefacts.native {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true).mode(0o755).open(folder.join(name))?.write_all(bytes)?;
    }
    if let Some(bytes) = &artefacts.wasm {
        fs::write(folder.join(format!("{name}.wasm")), bytes)?;
    }
    Ok(())
}

/// A folder that is gone when this is, unless it was renamed.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artefacts(path: &str) -> Artefacts {
        Artefacts { files: [(path.to_string(), "text".to_string())].into(), ..Artefacts::default() }
    }

    #[test]
    fn a_killed_predecessor_leaves_nothing() {
        let out = tempfile::tempdir().unwrap();
        // No process has this number: it is over the system's limit.
        let stale = out.path().join(".app.portalis-new-4194305");
        fs::create_dir(&stale).unwrap();
        fs::create_dir(out.path().join(".app.portalis-notes")).unwrap();
        write(&artefacts("Cargo.toml"), out.path(), "app").unwrap();
        assert!(!stale.exists() && out.path().join(".app.portalis-notes").exists());
        assert!(out.path().join("app/Cargo.toml").exists());
    }

    #[test]
    fn no_file_leads_out_of_the_folder() {
        let out = tempfile::tempdir().unwrap();
        for path in ["../evil", "/tmp/evil", "src/../../evil", "", "."] {
            assert!(write(&artefacts(path), out.path(), "app").is_err(), "{path}");
        }
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    }

    #[test]
    fn an_executable_has_no_name_of_its_crate() {
        let out = tempfile::tempdir().unwrap();
        let with_native = Artefacts { native: Some(vec![1]), ..artefacts("src/main.rs") };
        assert!(write(&with_native, out.path(), "src").is_err());
        assert!(write(&artefacts("src/main.rs"), out.path(), "src").is_ok());
    }
}
