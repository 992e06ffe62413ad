//! Standard output and error. Output is one buffered writer, flushed at exit, before errors are written and before
//! input is awaited; a closed pipe ends the program quietly.

use std::cell::RefCell;
use std::fmt;
use std::io::Write;

/// Bytes that wait before they are written.
const CAPACITY: usize = 64 * 1024;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Buffer<'a>(&'a mut Vec<u8>);

impl fmt::Write for Buffer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// Writes to standard output.
pub fn write_out(args: fmt::Arguments<'_>, newline: bool) {
    // Formatted on its own first: a value's own code may print too.
    let mut text = BUFFER.with(|buffer| match args.as_str() {
        Some(text) => {
            buffer.borrow_mut().extend_from_slice(text.as_bytes());
            None
        }
        None => Some(Vec::new()),
    });
    if let Some(text) = &mut text {
        let _ = fmt::Write::write_fmt(&mut Buffer(text), args);
    }
    let full = BUFFER.with(|buffer| {
        let mut buffer = buffer.borrow_mut();
        if let Some(text) = &text {
            buffer.extend_from_slice(text);
        }
        if newline {
            buffer.push(b'\n');
        }
        buffer.len() >= CAPACITY
    });
    if full {
        flush();
    }
}

/// Writes what waits. A pipe that was closed ends the program quietly, with CPython's exit code.
pub fn flush() {
    let waiting = BUFFER.with(|buffer| std::mem::take(&mut *buffer.borrow_mut()));
    if waiting.is_empty() {
        return;
    }
    let mut out = std::io::stdout().lock();
    if out.write_all(&waiting).and_then(|()| out.flush()).is_err() {
        std::process::exit(120);
    }
    BUFFER.with(|buffer| {
        let mut buffer = buffer.borrow_mut();
        if buffer.is_empty() {
            // The allocation is worth keeping.
            *buffer = waiting;
            buffer.clear();
        }
    });
}

/// Writes to standard error, after what waits for standard output.
pub fn write_err(args: fmt::Arguments<'_>, newline: bool) {
    flush();
    let mut text = args.to_string();
    if newline {
        text.push('\n');
    }
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// `println!` to the buffered standard output.
#[doc(hidden)]
#[macro_export]
macro_rules! __py_println {
    () => { $crate::py::write_out(::std::format_args!(""), true) };
    ($($arg:tt)*) => { $crate::py::write_out(::std::format_args!($($arg)*), true) };
}
pub use __py_println as println;

/// `print!` to the buffered standard output.
#[doc(hidden)]
#[macro_export]
macro_rules! __py_print {
    ($($arg:tt)*) => { $crate::py::write_out(::std::format_args!($($arg)*), false) };
}
pub use __py_print as print;

/// `eprintln!` after what waits for standard output.
#[doc(hidden)]
#[macro_export]
macro_rules! __py_eprintln {
    () => { $crate::py::write_err(::std::format_args!(""), true) };
    ($($arg:tt)*) => { $crate::py::write_err(::std::format_args!($($arg)*), true) };
}
pub use __py_eprintln as eprintln;

/// `eprint!` after what waits for standard output.
#[doc(hidden)]
#[macro_export]
macro_rules! __py_eprint {
    ($($arg:tt)*) => { $crate::py::write_err(::std::format_args!($($arg)*), false) };
}
pub use __py_eprint as eprint;
