//! What the data flow of small functions is.

use super::{Init, Variable, analyse};
use crate::scope::Program;
use std::collections::HashSet;

/// The variables of the function `f` in `text`, and how often each one's value may be moved out.
fn variables(text: &str) -> Vec<Variable> {
    let module = crate::ruff_python_parser::parse_module(text).expect("it is Python").into_syntax();
    let mut program = Program { module_names: vec![("m".to_string(), false)], ..Program::default() };
    program.add_module(&module.body, module.range);
    program.resolve();
    let f = program.funcs.iter().position(|f| f.name == "f").expect("there is an f");
    analyse(&program, f, &HashSet::new()).vars
}

fn variable(text: &str, name: &str) -> Variable {
    variables(text).into_iter().find(|v| v.name == name).expect("the function has that name")
}

#[test]
fn a_name_is_declared_where_it_is_first_assigned_if_that_block_holds_all_its_uses() {
    let v = variable("def f():\n    x = 1\n    return x\n", "x");
    assert_eq!((v.init, v.mutable), (Init::Inline, false));
    let v = variable("def f(c):\n    if c:\n        x = 1\n    else:\n        x = 2\n    return x\n", "x");
    assert_eq!(v.init, Init::Deferred);
    let v = variable("def f(c):\n    if c:\n        x = 1\n    return x\n", "x");
    assert_eq!(v.init, Init::Maybe);
}

#[test]
fn what_a_loop_carries_lives_outside_of_it() {
    let v = variable("def f(l):\n    for i in l:\n        if i:\n            print(x)\n        x = i\n", "x");
    assert_eq!((v.init, v.mutable), (Init::Maybe, true));
    assert_eq!(variable("def f(l):\n    for i in l:\n        x = i\n        print(x)\n", "x").init, Init::Inline);
}

#[test]
fn only_the_last_read_moves_a_value() {
    assert_eq!(variable("def f(a):\n    g(a)\n    g(a)\n", "a").last_loads.len(), 1);
    assert!(variable("def f(a):\n    g(a, a)\n", "a").last_loads.is_empty(), "two reads in one statement");
    assert!(variable("def f(a, l):\n    for i in l:\n        g(a)\n", "a").last_loads.is_empty(), "read again");
    assert!(variable("def f(a):\n    return lambda: a\n", "a").last_loads.is_empty(), "kept by the lambda");
}

#[test]
fn a_handler_may_find_a_name_unbound() {
    let text = "def f():\n    try:\n        x = g()\n    except E:\n        return x\n    return x\n";
    assert_eq!(variable(text, "x").init, Init::Maybe);
}
