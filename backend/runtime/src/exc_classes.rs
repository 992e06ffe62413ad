//! Python's builtin exception classes, and a constructor for each that the runtime raises.
//! Knows nothing of who raises or catches them.

use super::exc::{Exc, ExcArg, ExcClass};
use super::show::Show;
use super::text::Str;

/// `BaseException`.
pub static BASE_EXCEPTION: ExcClass = ExcClass::builtin("BaseException", None);
/// `Exception`.
pub static EXCEPTION: ExcClass = ExcClass::builtin("Exception", Some(&BASE_EXCEPTION));
/// `SystemExit`.
pub static SYSTEM_EXIT: ExcClass = ExcClass::builtin("SystemExit", Some(&BASE_EXCEPTION));
/// `KeyboardInterrupt`.
pub static KEYBOARD_INTERRUPT: ExcClass = ExcClass::builtin("KeyboardInterrupt", Some(&BASE_EXCEPTION));
/// `GeneratorExit`.
pub static GENERATOR_EXIT: ExcClass = ExcClass::builtin("GeneratorExit", Some(&BASE_EXCEPTION));
/// `ArithmeticError`.
pub static ARITHMETIC_ERROR: ExcClass = ExcClass::builtin("ArithmeticError", Some(&EXCEPTION));
/// `FloatingPointError`.
pub static FLOATING_POINT_ERROR: ExcClass = ExcClass::builtin("FloatingPointError", Some(&ARITHMETIC_ERROR));
/// `OverflowError`.
pub static OVERFLOW_ERROR: ExcClass = ExcClass::builtin("OverflowError", Some(&ARITHMETIC_ERROR));
/// `ZeroDivisionError`.
pub static ZERO_DIVISION_ERROR: ExcClass = ExcClass::builtin("ZeroDivisionError", Some(&ARITHMETIC_ERROR));
/// `AssertionError`.
pub static ASSERTION_ERROR: ExcClass = ExcClass::builtin("AssertionError", Some(&EXCEPTION));
/// `AttributeError`.
pub static ATTRIBUTE_ERROR: ExcClass = ExcClass::builtin("AttributeError", Some(&EXCEPTION));
/// `BufferError`.
pub static BUFFER_ERROR: ExcClass = ExcClass::builtin("BufferError", Some(&EXCEPTION));
/// `EOFError`.
pub static EOF_ERROR: ExcClass = ExcClass::builtin("EOFError", Some(&EXCEPTION));
/// `ImportError`.
pub static IMPORT_ERROR: ExcClass = ExcClass::builtin("ImportError", Some(&EXCEPTION));
/// `ModuleNotFoundError`.
pub static MODULE_NOT_FOUND_ERROR: ExcClass = ExcClass::builtin("ModuleNotFoundError", Some(&IMPORT_ERROR));
/// `LookupError`.
pub static LOOKUP_ERROR: ExcClass = ExcClass::builtin("LookupError", Some(&EXCEPTION));
/// `IndexError`.
pub static INDEX_ERROR: ExcClass = ExcClass::builtin("IndexError", Some(&LOOKUP_ERROR));
/// `KeyError`.
pub static KEY_ERROR: ExcClass = ExcClass::builtin("KeyError", Some(&LOOKUP_ERROR));
/// `MemoryError`.
pub static MEMORY_ERROR: ExcClass = ExcClass::builtin("MemoryError", Some(&EXCEPTION));
/// `NameError`.
pub static NAME_ERROR: ExcClass = ExcClass::builtin("NameError", Some(&EXCEPTION));
/// `UnboundLocalError`.
pub static UNBOUND_LOCAL_ERROR: ExcClass = ExcClass::builtin("UnboundLocalError", Some(&NAME_ERROR));
/// `OSError`.
pub static OS_ERROR: ExcClass = ExcClass::builtin("OSError", Some(&EXCEPTION));
/// `BlockingIOError`.
pub static BLOCKING_IO_ERROR: ExcClass = ExcClass::builtin("BlockingIOError", Some(&OS_ERROR));
/// `ChildProcessError`.
pub static CHILD_PROCESS_ERROR: ExcClass = ExcClass::builtin("ChildProcessError", Some(&OS_ERROR));
/// `ConnectionError`.
pub static CONNECTION_ERROR: ExcClass = ExcClass::builtin("ConnectionError", Some(&OS_ERROR));
/// `BrokenPipeError`.
pub static BROKEN_PIPE_ERROR: ExcClass = ExcClass::builtin("BrokenPipeError", Some(&CONNECTION_ERROR));
/// `ConnectionAbortedError`.
pub static CONNECTION_ABORTED_ERROR: ExcClass = ExcClass::builtin("ConnectionAbortedError", Some(&CONNECTION_ERROR));
/// `ConnectionRefusedError`.
pub static CONNECTION_REFUSED_ERROR: ExcClass = ExcClass::builtin("ConnectionRefusedError", Some(&CONNECTION_ERROR));
/// `ConnectionResetError`.
pub static CONNECTION_RESET_ERROR: ExcClass = ExcClass::builtin("ConnectionResetError", Some(&CONNECTION_ERROR));
/// `FileExistsError`.
pub static FILE_EXISTS_ERROR: ExcClass = ExcClass::builtin("FileExistsError", Some(&OS_ERROR));
/// `FileNotFoundError`.
pub static FILE_NOT_FOUND_ERROR: ExcClass = ExcClass::builtin("FileNotFoundError", Some(&OS_ERROR));
/// `InterruptedError`.
pub static INTERRUPTED_ERROR: ExcClass = ExcClass::builtin("InterruptedError", Some(&OS_ERROR));
/// `IsADirectoryError`.
pub static IS_A_DIRECTORY_ERROR: ExcClass = ExcClass::builtin("IsADirectoryError", Some(&OS_ERROR));
/// `NotADirectoryError`.
pub static NOT_A_DIRECTORY_ERROR: ExcClass = ExcClass::builtin("NotADirectoryError", Some(&OS_ERROR));
/// `PermissionError`.
pub static PERMISSION_ERROR: ExcClass = ExcClass::builtin("PermissionError", Some(&OS_ERROR));
/// `ProcessLookupError`.
pub static PROCESS_LOOKUP_ERROR: ExcClass = ExcClass::builtin("ProcessLookupError", Some(&OS_ERROR));
/// `TimeoutError`.
pub static TIMEOUT_ERROR: ExcClass = ExcClass::builtin("TimeoutError", Some(&OS_ERROR));
/// `ReferenceError`.
pub static REFERENCE_ERROR: ExcClass = ExcClass::builtin("ReferenceError", Some(&EXCEPTION));
/// `RuntimeError`.
pub static RUNTIME_ERROR: ExcClass = ExcClass::builtin("RuntimeError", Some(&EXCEPTION));
/// `NotImplementedError`.
pub static NOT_IMPLEMENTED_ERROR: ExcClass = ExcClass::builtin("NotImplementedError", Some(&RUNTIME_ERROR));
/// `RecursionError`.
pub static RECURSION_ERROR: ExcClass = ExcClass::builtin("RecursionError", Some(&RUNTIME_ERROR));
/// `StopAsyncIteration`.
pub static STOP_ASYNC_ITERATION: ExcClass = ExcClass::builtin("StopAsyncIteration", Some(&EXCEPTION));
/// `StopIteration`.
pub static STOP_ITERATION: ExcClass = ExcClass::builtin("StopIteration", Some(&EXCEPTION));
/// `SyntaxError`.
pub static SYNTAX_ERROR: ExcClass = ExcClass::builtin("SyntaxError", Some(&EXCEPTION));
/// `IndentationError`.
pub static INDENTATION_ERROR: ExcClass = ExcClass::builtin("IndentationError", Some(&SYNTAX_ERROR));
/// `TabError`.
pub static TAB_ERROR: ExcClass = ExcClass::builtin("TabError", Some(&INDENTATION_ERROR));
/// `SystemError`.
pub static SYSTEM_ERROR: ExcClass = ExcClass::builtin("SystemError", Some(&EXCEPTION));
/// `TypeError`.
pub static TYPE_ERROR: ExcClass = ExcClass::builtin("TypeError", Some(&EXCEPTION));
/// `ValueError`.
pub static VALUE_ERROR: ExcClass = ExcClass::builtin("ValueError", Some(&EXCEPTION));
/// `UnicodeError`.
pub static UNICODE_ERROR: ExcClass = ExcClass::builtin("UnicodeError", Some(&VALUE_ERROR));
/// `UnicodeDecodeError`.
pub static UNICODE_DECODE_ERROR: ExcClass = ExcClass::builtin("UnicodeDecodeError", Some(&UNICODE_ERROR));
/// `UnicodeEncodeError`.
pub static UNICODE_ENCODE_ERROR: ExcClass = ExcClass::builtin("UnicodeEncodeError", Some(&UNICODE_ERROR));
/// `UnicodeTranslateError`.
pub static UNICODE_TRANSLATE_ERROR: ExcClass = ExcClass::builtin("UnicodeTranslateError", Some(&UNICODE_ERROR));
/// `Warning`.
pub static WARNING: ExcClass = ExcClass::builtin("Warning", Some(&EXCEPTION));
/// `UserWarning`.
pub static USER_WARNING: ExcClass = ExcClass::builtin("UserWarning", Some(&WARNING));
/// `DeprecationWarning`.
pub static DEPRECATION_WARNING: ExcClass = ExcClass::builtin("DeprecationWarning", Some(&WARNING));
/// `RuntimeWarning`.
pub static RUNTIME_WARNING: ExcClass = ExcClass::builtin("RuntimeWarning", Some(&WARNING));
/// `SyntaxWarning`.
pub static SYNTAX_WARNING: ExcClass = ExcClass::builtin("SyntaxWarning", Some(&WARNING));
/// `FutureWarning`.
pub static FUTURE_WARNING: ExcClass = ExcClass::builtin("FutureWarning", Some(&WARNING));

/// `ValueError(message)`.
pub fn value_error(message: impl Into<Str>) -> Exc {
    Exc::new(&VALUE_ERROR, message)
}

/// `TypeError(message)`.
pub fn type_error(message: impl Into<Str>) -> Exc {
    Exc::new(&TYPE_ERROR, message)
}

/// `IndexError(message)`.
pub fn index_error(message: impl Into<Str>) -> Exc {
    Exc::new(&INDEX_ERROR, message)
}

/// `ZeroDivisionError(message)`.
pub fn zero_division(message: impl Into<Str>) -> Exc {
    Exc::new(&ZERO_DIVISION_ERROR, message)
}

/// `OverflowError(message)`.
pub fn overflow_error(message: impl Into<Str>) -> Exc {
    Exc::new(&OVERFLOW_ERROR, message)
}

/// `AttributeError(message)`.
pub fn attribute_error(message: impl Into<Str>) -> Exc {
    Exc::new(&ATTRIBUTE_ERROR, message)
}

/// `RuntimeError(message)`.
pub fn runtime_error(message: impl Into<Str>) -> Exc {
    Exc::new(&RUNTIME_ERROR, message)
}

/// `NameError(message)`.
pub fn name_error(message: impl Into<Str>) -> Exc {
    Exc::new(&NAME_ERROR, message)
}

/// `UnboundLocalError(message)`.
pub fn unbound_local_error(message: impl Into<Str>) -> Exc {
    Exc::new(&UNBOUND_LOCAL_ERROR, message)
}

/// `EOFError(message)`.
pub fn eof_error(message: impl Into<Str>) -> Exc {
    Exc::new(&EOF_ERROR, message)
}

/// `AssertionError(message)`.
pub fn assertion_error(message: impl Into<Str>) -> Exc {
    Exc::new(&ASSERTION_ERROR, message)
}

/// `NotImplementedError(message)`.
pub fn not_implemented_error(message: impl Into<Str>) -> Exc {
    Exc::new(&NOT_IMPLEMENTED_ERROR, message)
}

/// `RecursionError(message)`.
pub fn recursion_error(message: impl Into<Str>) -> Exc {
    Exc::new(&RECURSION_ERROR, message)
}

/// `KeyError(key)`.
pub fn key_error<K: Show + ?Sized>(key: &K) -> Exc {
    Exc::with_args(&KEY_ERROR, vec![ExcArg::of(key)])
}

/// `StopIteration()`.
pub fn stop_iteration() -> Exc {
    Exc::bare(&STOP_ITERATION)
}

/// `MemoryError()`.
pub fn memory_error() -> Exc {
    Exc::bare(&MEMORY_ERROR)
}
