//! What a program reads: standard input and its arguments.

use super::exc::{Exc, Result};
use super::exc_classes::{UNICODE_DECODE_ERROR, eof_error};
use super::list::List;
use super::output::{flush, write_out};
use super::text::Str;
use std::io::{BufRead, Read};

fn decoded(bytes: Vec<u8>) -> Result<Str> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Str::from(text)),
        Err(error) => match super::bytes::Bytes::from(error.into_bytes()).decode() {
            Err(exc) => Err(exc),
            Ok(_) => Err(Exc::new(&UNICODE_DECODE_ERROR, "standard input is not utf-8")),
        },
    }
}

/// `sys.stdin.readline()`: a line with its end, empty at the end of the input. UnicodeDecodeError.
pub fn read_line() -> Result<Str> {
    flush();
    let mut line = Vec::new();
    // What cannot be read is the end of the input.
    let _ = std::io::stdin().lock().read_until(b'\n', &mut line);
    decoded(line)
}

/// `input()`. EOFError at the end of the input.
pub fn input() -> Result<Str> {
    let line = read_line()?;
    if line.is_empty() {
        return Err(eof_error("EOF when reading a line"));
    }
    Ok(line.removesuffix("\n"))
}

/// `input(prompt)`. EOFError at the end of the input.
pub fn input_prompt(prompt: &str) -> Result<Str> {
    write_out(format_args!("{prompt}"), false);
    input()
}

/// `sys.stdin.read()`. UnicodeDecodeError.
pub fn read_stdin() -> Result<Str> {
    flush();
    let mut all = Vec::new();
    let _ = std::io::stdin().lock().read_to_end(&mut all);
    decoded(all)
}

/// `sys.stdin.readlines()`: the lines with their ends. UnicodeDecodeError.
pub fn stdin_lines() -> Result<List<Str>> {
    let all = read_stdin()?;
    Ok(all.as_str().split_inclusive('\n').map(Str::from).collect())
}

/// `sys.argv`, whose first is the program's own name.
pub fn argv() -> List<Str> {
    std::env::args_os().map(|arg| Str::from(arg.to_string_lossy().into_owned())).collect()
}
