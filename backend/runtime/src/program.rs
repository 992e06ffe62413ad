//! How a program starts and ends: a large stack, uncaught exceptions, `sys.exit`.

use super::exc::{Exc, Result};
use super::exc_classes::SYSTEM_EXIT;
use super::int::Int;
use super::output::{flush, write_err};
use super::show::str;
use std::cell::Cell;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// Stack sizes for the program's thread, tried in turn: deep recursion is the recursion limit's to stop.
#[cfg(not(target_family = "wasm"))]
const STACKS: [usize; 4] = [512 << 20, 128 << 20, 32 << 20, 8 << 20];

/// Whether the program has handlers, which must see each exception.
static HANDLING: AtomicBool = AtomicBool::new(false);

/// Runs the body of a program that has handlers.
pub fn run_handling(body: fn() -> Result<()>) -> ExitCode {
    HANDLING.store(true, Ordering::Relaxed);
    run_main(body)
}

/// Runs a program's body, prints an uncaught exception's last line, and returns the exit code.
#[cfg(not(target_family = "wasm"))]
pub fn run_main(body: fn() -> Result<()>) -> ExitCode {
    for stack in STACKS {
        let program = std::thread::Builder::new().stack_size(stack).spawn(move || finish(body()));
        if let Ok(handle) = program {
            // A panic, of which none is meant to be, has printed itself.
            return ExitCode::from(handle.join().unwrap_or(70));
        }
    }
    let _ = std::io::Write::write_all(&mut std::io::stderr(), b"portalis: no memory for the program's stack\n");
    ExitCode::from(70)
}

/// Runs a program's body, prints an uncaught exception's last line, and returns the exit code.
#[cfg(target_family = "wasm")]
pub fn run_main(body: fn() -> Result<()>) -> ExitCode {
    ExitCode::from(finish(body()))
}

thread_local! {
    /// Generators that wait inside of a block which Python would still leave when they go.
    static GUARDED: Cell<isize> = const { Cell::new(0) };
}

/// Counts the generators that wait inside of a block which does something when it is left.
pub fn guarded(more: isize) {
    let _ = GUARDED.try_with(|guarded| guarded.set(guarded.get() + more));
}

/// Ends the program: when CPython runs the rest of a generator that nobody holds any more depends on when the last name
/// of it goes, which a translation does not keep.
pub fn forsaken() -> ! {
    unsupported("a generator that is inside of `with` or `finally` is left before its end; close it, or let it end")
}

fn all_left() {
    if GUARDED.try_with(Cell::get).unwrap_or(0) > 0 {
        forsaken();
    }
}

fn finish(result: Result<()>) -> u8 {
    all_left();
    match result {
        Ok(()) => {
            flush();
            0
        }
        Err(exc) => report(&exc),
    }
}

/// Prints what CPython prints for an exception that nobody caught, and returns its exit code.
fn report(exc: &Exc) -> u8 {
    if exc.is(&SYSTEM_EXIT) {
        return exit_code(exc);
    }
    let message = str(exc);
    let class = exc.class().shown_name();
    if message.is_empty() {
        write_err(format_args!("{class}"), true);
    } else {
        write_err(format_args!("{class}: {}", message.as_str()), true);
    }
    1
}

/// The exit code of a SystemExit: none is 0, an int is itself, anything else is printed and 1.
fn exit_code(exc: &Exc) -> u8 {
    flush();
    if exc.arg_count() == 0 {
        return 0;
    }
    if exc.arg_count() == 1 {
        if exc.arg_repr(0) == "None" {
            return 0;
        }
        let repr = exc.arg_repr(0);
        if let Ok(code) = Int::parse(&repr, 10) {
            // A string's repr is quoted, so this was an int. The system keeps the lowest byte.
            return match code.to_i64() {
                Some(code) => code as u8,
                None => 255,
            };
        }
        match repr.as_str() {
            "True" => return 1,
            "False" => return 0,
            _ => write_err(format_args!("{}", exc.arg_str(0).as_str()), true),
        }
        return 1;
    }
    write_err(format_args!("{}", str(exc).as_str()), true);
    1
}

/// Ends the program as an uncaught exception does; for a raise that no handler can see.
pub fn terminal(exc: Exc) -> ! {
    if HANDLING.load(Ordering::Relaxed) {
        unsupported(&format!(
            "{}: {} is raised where a handler of this program may have to see it, which is not translated",
            exc.class().shown_name(),
            str(&exc).as_str()
        ));
    }
    all_left();
    let code = report(&exc);
    flush();
    std::process::exit(i32::from(code))
}

/// Ends the program well, at once: what it built is not taken apart, which for a long chain of objects takes a deep
/// stack, and time.
pub fn leave() -> ! {
    all_left();
    flush();
    std::process::exit(0)
}

/// Ends the program where Python would go on with something that translated programs do not have.
pub fn unsupported(what: &str) -> ! {
    flush();
    write_err(format_args!("portalis: {what}"), true);
    std::process::exit(70)
}

/// Ends the program where the translation itself is wrong.
pub fn internal(what: &str) -> ! {
    flush();
    write_err(format_args!("portalis: internal error: {what}; please report this program"), true);
    std::process::exit(70)
}

/// `sys.exit()`: the exception to raise.
pub fn system_exit() -> Exc {
    Exc::bare(&SYSTEM_EXIT)
}

/// `sys.exit(value)`: the exception to raise.
pub fn system_exit_with<T: super::show::Show + ?Sized>(value: &T) -> Exc {
    Exc::with_args(&SYSTEM_EXIT, vec![super::exc::ExcArg::of(value)])
}
