//! Python's semantics for translated programs: values, operators, exceptions, output.
//!
//! Emitted crates carry copies of the modules that they use, so each module refers to its siblings by
//! `super::name` alone and the crate has no dependencies. It knows nothing of the translator.

#![allow(
    clippy::len_without_is_empty,
    clippy::should_implement_trait,
    clippy::wrong_self_convention,
    reason = "names are Python's"
)]
#![allow(clippy::collapsible_if, reason = "emitted crates are of edition 2021, which has no `if let ... && ...`")]
#![allow(clippy::excessive_precision, reason = "coefficients stand as published")]

/// The crate under the name that macros use, here and in emitted crates.
pub mod py {
    pub use super::*;
}

pub mod arguments;
pub mod bigint;
pub mod bisect;
pub mod builtins;
pub mod bytes;
pub mod cell;
pub mod compare;
pub mod control;
pub mod counter;
pub mod deepcopy;
pub mod default_dict;
pub mod deque;
pub mod dict;
pub mod dict_algebra;
pub mod dict_iter;
pub mod dict_rows;
pub mod dict_traits;
pub mod eq;
pub mod exc;
pub mod exc_classes;
pub mod float;
pub mod float_repr;
pub mod format;
pub mod format_float;
pub mod format_number;
pub mod format_objects;
pub mod format_spec;
pub mod format_template;
pub mod func;
pub mod functools;
pub mod generator;
pub mod hash;
pub mod heapq;
pub mod index;
pub mod input;
pub mod int;
pub mod int_bits;
pub mod int_division;
pub mod int_ops;
pub mod int_parse;
pub mod int_power;
pub mod int_traits;
pub mod iter;
pub mod itertools;
pub mod itertools_comb;
pub mod list;
pub mod list_methods;
pub mod list_traits;
pub mod literal;
pub mod magnitude;
pub mod math;
pub mod math_exact;
pub mod math_int;
pub mod math_parts;
pub mod math_special;
pub mod math_sum;
pub mod named_tuple;
pub mod never;
pub mod num;
pub mod object;
pub mod option;
pub mod order;
pub mod ordered_dict;
pub mod output;
pub mod parked;
pub mod percent;
pub mod program;
pub mod random;
pub mod range;
pub mod re;
pub mod re_escape;
pub mod re_machine;
pub mod re_match;
pub mod re_parse;
pub mod re_program;
pub mod re_syntax;
pub mod re_template;
pub mod recursion;
pub mod sequence;
pub mod set;
pub mod set_methods;
pub mod set_table;
pub mod set_traits;
pub mod show;
pub mod sort;
pub mod statistics;
pub mod string;
pub mod table;
pub mod text;
pub mod text_case;
pub mod text_fold;
pub mod text_kind;
pub mod text_layout;
pub mod text_new;
pub mod text_repr;
pub mod text_search;
pub mod text_split;
pub mod text_tables;
pub mod text_traits;
pub mod text_translate;
pub mod truth;
pub mod tuple;
pub mod union;

pub use builtins::{
    all, any, enumerate, hash, max, max_by_key, max_by_key_opt, max_opt, max_or, max2, min, min_by_key, min_by_key_opt,
    min_opt, min_or, min2, sorted, sorted_by_key, sorted_reverse, sum_float, sum_from, sum_int, sum_num, try_sorted,
};
pub use bytes::Bytes;
pub use cell::{Field, Global, GlobalExt, Shared};
pub use compare::{Identity, ge, gt, is, le, lt, order_error, try_ge, try_gt, try_le, try_lt};
pub use control::{
    Way, assertion_error_bare, assertion_error_with, attempt, bool_float, defined, drain, format, generator,
    guarding_generator, handling_generator, iter_items, iter_next, join_optional, join_str, join_unsupported, never,
    or_stopped, or_terminal, perf_counter, sum_unsupported, try_enumerate, try_filter, try_zip, unreachable, values,
    variant,
};
pub use counter::Counter;
pub use deepcopy::{DeepCopy, Memo, deepcopy};
pub use default_dict::DefaultDict;
pub use deque::{CheckedDequeIter, Deque};
pub use dict::{Dict, dict};
pub use dict_iter::{CheckedItems, CheckedKeys, CheckedValues, DictItems, DictKeys, DictValues};
pub use dict_rows::dict_pairs;
pub use eq::{PyEq, eq, eq_some, ne, same_item};
pub use exc::{Exc, ExcArg, ExcClass, ExcType, Result};
pub use exc_classes::*;
pub use format::{Format, format_object, format_spec};
pub use format_template::format_template;
pub use func::{Func0, Func1, Func2, Func3, Func4, Func5, Func6};
pub use generator::{Co, Gen};
pub use hash::{PyHash, hash_tuple};
pub use index::PyIndex;
pub use input::{argv, input, input_prompt, read_line, read_stdin, stdin_lines};
pub use int::Int;
pub use int_parse::{get_int_max_str_digits, set_int_max_str_digits};
pub use iter::Iter;
pub use list::{List, list};
pub use literal::Literal;
pub use named_tuple::expect_length;
pub use never::Never;
pub use num::Num;
pub use object::{FROZEN_INSTANCE_ERROR, hash_of_int, object, object_repr};
pub use option::OptionExt;
pub use order::{Op, PyOrd, PyTryOrd};
pub use ordered_dict::OrderedDict;
pub use output::{eprint, eprintln, flush, print, println, write_err, write_out};
pub use parked::{parking, unparked};
pub use percent::{
    PercentArg, PercentOwned, PercentShow, percent, percent_all, percent_mapping, percent_named, percent_whole,
};
pub use program::{internal, leave, run_handling, run_main, system_exit, system_exit_with, terminal, unsupported};
pub use range::Range;
pub use recursion::{RecursionGuard, get_recursion_limit, recursion_guard, set_recursion_limit};
pub use sequence::{
    frozen_constants, range, range_by, range_step, set_of_constants, unpack_at_least, unpack_exactly, zip_all, zip3,
    zip4, zip5, zip6,
};
pub use set::{FrozenSet, Set, set};
pub use set_methods::AsSet;
pub use show::{Show, ascii, py_repr, py_str, repr, str};
pub use text::Str;
pub use text_layout::{chr, ord};
pub use truth::{Truthy, TypeName, truthy, type_name};
pub use tuple::{Tuple, tuple};
pub use union::{HashElse, HashIf, Member, NumberElse, NumberIf, OrderElse, OrderIf, union};
