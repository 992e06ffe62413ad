//! What must be refused, because the program that would come out would do something else than Python.

use portalis_transpiler::{Source, translate};

/// The codes of a program's refusals, each once.
fn codes(text: &str) -> Vec<&'static str> {
    let source = Source { path: "program.py".into(), text: text.into() };
    let mut codes: Vec<&'static str> = match translate(vec![source]) {
        Ok(_) => Vec::new(),
        Err(diagnostics) => diagnostics.iter().map(|d| d.code).collect(),
    };
    codes.dedup();
    codes
}

#[test]
fn exceptions_of_special_methods_where_none_can_pass() {
    let class = "class C:\n    def __init__(self, x):\n        self.x = x\n    def __METHOD__(self, other=None):\n        \
                 if self.x < 0:\n            raise ValueError('negative')\n        return RESULT\n";
    let catch = |use_: &str| format!("c = C(-1)\ntry:\n    print({use_})\nexcept ValueError:\n    print('caught')\n");
    for (method, result, use_) in [
        ("eq", "True", "c in [C(1)]"),
        ("eq", "True", "[C(1)].index(c)"),
        ("eq", "True", "[c] == [C(1)]"),
        ("hash", "1", "len({c})"),
        ("hash", "1", "{c: 1}"),
        ("repr", "'c'", "[C(1)].index(c)"),
        ("repr", "'c'", "{C(1): 1}[c]"),
        ("repr", "'c'", "'%s' % [c]"),
    ] {
        let class = class.replace("METHOD", method).replace("RESULT", result);
        let class = if matches!(method, "hash" | "repr") { class.replace(", other=None", "") } else { class };
        assert_eq!(codes(&format!("{class}{}", catch(use_))), ["P0324"], "{method}: {use_}");
        // Where nothing could catch it, the exception ends the program here as there.
        assert!(codes(&format!("{class}c = C(-1)\nprint({use_})\n")).is_empty(), "{method}: {use_}");
    }
}

#[test]
fn enums_whose_members_are_not_known_now() {
    let enum_ = |body: &str, use_: &str| format!("from enum import Enum, IntEnum, unique\n{body}\nprint({use_})\n");
    for (body, use_) in [
        ("def f():\n    return 1\nclass E(Enum):\n    A = f()", "E.A"),
        ("@unique\nclass E(Enum):\n    A = 1\n    B = 1", "E.A"),
        ("class E(Enum):\n    A = 1\n    def __eq__(self, other):\n        return True", "E.A"),
        ("class E(str, Enum):\n    A = 'a'", "E.A"),
        ("class E(IntEnum):\n    A = 1\n    def __add__(self, other):\n        return 0", "E.A + 1"),
        ("class E(Enum):\n    A = 1", "E.__members__"),
    ] {
        assert_eq!(codes(&enum_(body, use_)), ["P0315"], "{body}");
    }
    // An integer and a member that equals it are one key in Python.
    assert_eq!(codes(&enum_("class E(IntEnum):\n    A = 1", "{E.A: 1, 1: 2}")), ["P0231"]);
}

#[test]
fn operators_that_another_operand_would_decide() {
    let class = |name: &str, method: &str| {
        format!(
            "class {name}:\n    def {method}(self, other):\n        if isinstance(other, str):\n            return True\n        return NotImplemented\n"
        )
    };
    let two = format!("{}{}a, b = A(), B()\n", class("A", "__eq__"), class("B", "__eq__"));
    assert_eq!(codes(&format!("{two}print(a == b)\n")), ["P0343"]);
    assert!(codes(&format!("{two}print(a == 1, a == 'x')\n")).is_empty());
    let two = format!("{}{}a, b = A(), B()\n", class("A", "__add__"), class("B", "__radd__"));
    assert_eq!(codes(&format!("{two}print(a + b)\n")), ["P0343"]);
    assert_eq!(codes(&format!("{two}print(a.__add__(1))\n")), ["P0343"]);
    let caught = "try:\n    print(1 < a)\nexcept TypeError as error:\n    print(error)\n";
    assert_eq!(codes(&format!("{}a = A()\n{caught}", class("A", "__gt__"))), ["P0343"]);
}

#[test]
fn caches_whose_keys_or_lives_are_others() {
    let import = "from functools import cache\n";
    let number = "@cache\ndef f(x):\n    return x\nprint(f(1), f(1.0))\n";
    assert_eq!(codes(&format!("{import}{number}")), ["P0421"]);
    // The outer function runs again, through a value, before its first run has ended.
    let again = "def run(n, then):\n    @cache\n    def times(x):\n        return x * n\n    times(1)\n    then()\n    \
                 return times(1)\n";
    assert_eq!(codes(&format!("{import}{again}print(run(2, lambda: run(3, lambda: 0)))\n")), ["P0421"]);
    assert!(codes(&format!("{import}{}print(run(2, 3))\n", again.replace("then()", "then"))).is_empty());
}

#[test]
fn decorators_whose_wrapper_sees_how_it_is_called() {
    let deco = "def deco(fn):\n    def wrapper(*args, **kwargs):\n        print(args, kwargs)\n        return fn(*args, **kwargs)\n    return wrapper\n\n";
    let f = "@deco\ndef f(a, b=2):\n    return a\n";
    for use_ in ["f(1, 2)", "f(1)", "f(1, b=3)", "list(map(f, [1], [2]))", "f(*[1, 2])"] {
        let codes = codes(&format!("{deco}{f}print({use_})\n"));
        assert!(codes.is_empty(), "{use_}: {codes:?}");
    }
    // A name of the wrapper's that is a parameter's too.
    let shadow = deco.replace("print(args, kwargs)", "a = 1");
    assert!(codes(&format!("{shadow}{f}print(f(1))\n")).is_empty());
    // Messages could not tell the function's name from the one it gets.
    let odd = deco.replace("deco", "my__deco");
    assert_eq!(codes(&format!("{odd}{}print(f(1))\n", f.replace("deco", "my__deco")))[0], "P0420");
    let positional =
        "def deco(fn):\n    def wrapper(first, *args):\n        return fn(first, *args)\n    return wrapper\n\n";
    assert_eq!(codes(&format!("{positional}{f}print(f(*[1]))\n"))[0], "P0420");
    // A wrapper of positions alone takes no keyword.
    let positions = "def deco(fn):\n    def wrapper(*args):\n        return fn(*args)\n    return wrapper\n\n";
    assert_eq!(codes(&format!("{positions}{f}print(f(1, b=3))\n"))[0], "P0420");
    assert!(codes(&format!("{positions}{f}print(f(1))\n")).is_empty());
}

#[test]
fn a_refusal_within_a_decorator_names_its_line() {
    let text = "def deco(fn):\n    def wrapper(*args):\n        eval('1')\n        return fn(*args)\n    return wrapper\n\n\
                @deco\ndef f(a):\n    return a\n\nprint(f(1))\nprint(eval('2'))\n";
    let source = Source { path: "program.py".into(), text: text.into() };
    let errors = translate(vec![source]).err().unwrap_or_default();
    let lines: Vec<usize> = errors.iter().map(|d| d.line).collect();
    // The decorated function stands for what its decorator became; the rest keeps its own lines.
    assert_eq!(lines, [12, 7], "{errors:?}");
    assert!(errors.iter().any(|d| d.source_line == "print(eval('2'))"), "{errors:?}");
}

#[test]
fn decorators_of_methods_that_are_not_known() {
    let class = |decorator: &str| {
        format!(
            "import other\n\nclass C:\n    def __init__(self):\n        self.x = 1\n    {decorator}\n    def f(self):\n        return self.x\n\nprint(C().f)\n"
        )
    };
    assert!(codes(&class("@other.thing")).contains(&"P0420"));
    let deleter = "class C:\n    @property\n    def f(self):\n        return 1\n    @f.deleter\n    def f(self):\n        pass\n\nprint(C().f)\n";
    assert_eq!(codes(deleter), ["P0420"]);
    // A namesake of one of Python's own decorators is another.
    let own = "def cache(fn):\n    if 1 < 2:\n        return fn\n    return None\n\n@cache\ndef f(x):\n    return x\n\nprint(f(1))\n";
    assert!(codes(own).contains(&"P0420"));
}

#[test]
fn classes_that_mean_more_than_they_say() {
    let data = |line: &str, body: &str| {
        format!("from dataclasses import KW_ONLY, InitVar, dataclass\n\n{line}\nclass C:\n{body}\n\nprint(C(1, 2))\n")
    };
    let fields = "    x: int\n    y: int";
    for (line, body) in [
        ("@dataclass(kw_only=True)", fields),
        ("@dataclass(unsafe_hash=True)", fields),
        ("@dataclass(init=False)", fields),
        ("@dataclass", "    x: int\n    _: KW_ONLY\n    y: int"),
        ("@dataclass", "    x: int\n    y: InitVar[int]"),
        ("@dataclass", "    x: int\n    y: list = []"),
        ("@dataclass", "    x: int = 1\n    y: int"),
    ] {
        assert_eq!(codes(&data(line, body))[0], "P0317", "{line} {body}");
    }
    assert!(codes(&data("@dataclass(slots=True, order=True)", fields)).is_empty());
    let descriptor =
        "class D:\n    def __get__(self, obj, kind):\n        return 1\n\nclass C:\n    x = D()\n\nprint(C().x)\n";
    assert_eq!(codes(descriptor), ["P0320"]);
    let shape = "from typing import Protocol, runtime_checkable\n\n@runtime_checkable\nclass P(Protocol):\n    def f(self): ...\n\n\
                 class C:\n    def f(self):\n        return 1\n\nprint(isinstance(C(), P))\n";
    assert_eq!(codes(shape), ["P0342"]);
}

#[test]
fn operators_that_change_what_cannot_be_assigned() {
    for program in [
        "t = ([1], [2])\nt[1] += [3]\n",
        "class C:\n    def __init__(self):\n        self._l = [1]\n    @property\n    def l(self):\n        return self._l\n\
         c = C()\nc.l += [2]\n",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass D:\n    v: list\nd = D([1])\nd.v += [2]\n",
    ] {
        assert_eq!(codes(program), ["P0273"], "{program}");
    }
    assert!(codes("t = ([1], [2])\nt[1].extend([3])\nl = [[1]]\nl[0] += [2]\n").is_empty());
}

#[test]
fn operators_that_a_derived_class_answers_first() {
    let classes = "class A:\n    def __add__(self, o):\n        return 1\n    def __radd__(self, o):\n        return 2\n    \
                   def __eq__(self, o):\n        return True\n\
                   class B(A):\n    def __radd__(self, o):\n        return 3\n    def __eq__(self, o):\n        return False\n";
    assert_eq!(codes(&format!("{classes}print(A() + B())\n")), ["P0343"]);
    assert_eq!(codes(&format!("{classes}print(A() == B())\n")), ["P0343"]);
    assert!(codes(&format!("{classes}print(B() + A(), A() + A(), B() == B())\n")).is_empty());
}

#[test]
fn delegation_where_values_are_sent() {
    let text =
        "def inner():\n    x = yield 1\n    print(x)\ndef outer():\n    yield from inner()\ng = outer()\nnext(g)\n";
    assert_eq!(codes(&format!("{text}print(g.send(2))\n")), ["P0280"]);
    assert!(codes(&format!("{text}print(list(outer()))\n")).is_empty());
}

#[test]
fn caches_that_are_asked_in_several_ways() {
    let text = "from functools import cache\n@cache\ndef f(a, b=1):\n    print(a, b)\n    return a\n";
    assert_eq!(codes(&format!("{text}print(f(1), f(1, b=1))\n")), ["P0421"]);
    assert!(codes(&format!("{text}print(f(1, 2), f(3, 4))\n")).is_empty());
}

#[test]
fn members_of_enums_that_are_values_too() {
    let text = "from enum import IntEnum\nclass P(IntEnum):\n    A = 1\n";
    assert_eq!(codes(&format!("{text}print(P.A.bit_length())\n")), ["P0315"]);
    assert!(codes(&format!("{text}print(P.A + 1, P.A < 2)\n")).is_empty());
}
