//! What the library needs from the system and from the server, read from the file itself: it must load inside Triton's
//! own containers, and into the oldest server that it supports.
#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod support;

use object::elf::{DT_NEEDED, FileHeader64};
use object::read::elf::{Dyn, ElfFile64, FileHeader};
use object::{Endianness, Object, ObjectSymbol};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The C library of the 24.10 container's Ubuntu 22.04.
const GLIBC: (u32, u32) = (2, 35);

/// The entry points of a backend without a custom batcher.
const ENTRY_POINTS: [&str; 9] = [
    "TRITONBACKEND_Finalize",
    "TRITONBACKEND_GetBackendAttribute",
    "TRITONBACKEND_Initialize",
    "TRITONBACKEND_ModelFinalize",
    "TRITONBACKEND_ModelInitialize",
    "TRITONBACKEND_ModelInstanceExecute",
    "TRITONBACKEND_ModelInstanceFinalize",
    "TRITONBACKEND_ModelInstanceInitialize",
    "TRITONBACKEND_ModelInstanceReady",
];

/// Names of the versions that a library needs, as `GLIBC_2.34`.
fn needed_versions(data: &[u8]) -> BTreeSet<String> {
    let header = FileHeader64::<Endianness>::parse(data).unwrap();
    let endian = header.endian().unwrap();
    let sections = header.sections(endian, data).unwrap();
    let (mut libraries, strings) = sections.gnu_verneed(endian, data).unwrap().expect("no version needs");
    let strings = sections.strings(endian, data, strings).unwrap();
    let mut names = BTreeSet::new();
    while let Some((_, mut versions)) = libraries.next().unwrap() {
        while let Some(version) = versions.next().unwrap() {
            names.insert(String::from_utf8(version.name(endian, strings).unwrap().to_vec()).unwrap());
        }
    }
    names
}

fn dynamic_symbols(path: &Path, defined: bool) -> BTreeSet<String> {
    let data = fs::read(path).unwrap();
    let file = ElfFile64::<Endianness>::parse(&*data).unwrap();
    file.dynamic_symbols()
        .filter(|symbol| symbol.is_undefined() != defined)
        .map(|symbol| symbol.name().unwrap().to_string())
        .filter(|name| name.starts_with("TRITON"))
        .collect()
}

#[test]
fn no_glibc_symbol_is_newer_than_the_containers() {
    let data = fs::read(support::library()).unwrap();
    let versions = needed_versions(&data);
    let glibc: Vec<(u32, u32)> = versions
        .iter()
        .filter_map(|name| name.strip_prefix("GLIBC_")?.split_once('.'))
        .map(|(major, minor)| (major.parse().unwrap(), minor.split('.').next().unwrap().parse().unwrap()))
        .collect();
    assert!(!glibc.is_empty(), "the library needs no version of glibc: {versions:?}");
    assert!(glibc.iter().all(|version| *version <= GLIBC), "newer than {GLIBC:?}: {versions:?}");
}

#[test]
fn it_exports_the_entry_points_and_nothing_else_of_triton() {
    let exported: Vec<String> = dynamic_symbols(&support::library(), true).into_iter().collect();
    assert_eq!(exported, ENTRY_POINTS);
}

#[test]
fn the_oldest_supported_server_has_every_function_that_is_called() {
    let needed = dynamic_symbols(&support::library(), false);
    assert!(needed.contains("TRITONBACKEND_ResponseSend"), "{needed:?}");
    // The server of the wheel is that of Triton 24.10; its core is a library beside it.
    let server = support::triton_home().join("bin/tritonserver");
    let libraries = support::triton_home().join("../../nvidia_pytriton.libs");
    let mut offered = dynamic_symbols(&server, true);
    for entry in fs::read_dir(&libraries).unwrap().map(Result::unwrap) {
        if entry.file_name().to_string_lossy().starts_with("libtritonserver") {
            offered.extend(dynamic_symbols(&entry.path(), true));
        }
    }
    let missing: Vec<_> = needed.difference(&offered).collect();
    assert!(missing.is_empty(), "not in the server of 24.10: {missing:?}");
}

#[test]
fn it_links_no_server_library() {
    let data = fs::read(support::library()).unwrap();
    let header = FileHeader64::<Endianness>::parse(&*data).unwrap();
    let endian = header.endian().unwrap();
    let sections = header.sections(endian, &*data).unwrap();
    let (entries, strings) = sections.dynamic(endian, &*data).unwrap().expect("no dynamic section");
    let strings = sections.strings(endian, &*data, strings).unwrap();
    let names: Vec<String> = entries
        .iter()
        .filter(|entry| entry.d_tag(endian) == DT_NEEDED)
        .map(|entry| String::from_utf8_lossy(entry.string(endian, strings).unwrap()).into_owned())
        .collect();
    assert!(!names.is_empty() && names.iter().all(|name| !name.contains("triton")), "{names:?}");
}
