"""Writes random, typed Python programs that end and print what they did; knows nothing of translators.

Every choice comes from one seeded generator, so a seed is a program. The types are known while writing, so that most
programs mean something, but nothing is annotated unless the dice say so. What may go wrong in Python (a missing key, a
division by zero) is left in: its message is part of the output. Growth is bounded in loops (`% M`, `[:N]`), calls go to
earlier functions only, and loops run a handful of times, so that every program ends soon.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from fuzz_rules import (
    BOOL, CODES, COMMON, COUNTS, EXPRESSIONS, FLOAT, FLOAT_LITERALS, GRID, GROUPS, INT, INT_LITERALS, INTS, LITERALS, MAYBE,
    FLOATS, MODULI, MUTATIONS, PAIR, PLAIN, SET, STR, STR_LITERALS, STRS, TYPES,
)  # fmt: skip

@dataclass
class Node:
    """One line, or a header with the lines under it."""

    text: str
    children: list[Node] | None = None

    def lines(self, indent: int) -> list[str]:
        out = ["    " * indent + self.text]
        for child in self.children or []:
            out += child.lines(indent + 1)
        return out


@dataclass
class Function:
    name: str
    parameters: list[str]
    result: str


@dataclass
class Snippet:
    """Definitions, and the body of the function that uses them."""

    number: int
    definitions: list[Node] = field(default_factory=list)
    body: list[Node] = field(default_factory=list)

    def text(self) -> str:
        main = Node(f"def snippet_{self.number}():", self.body or [Node("pass")])
        return "\n\n".join("\n".join(node.lines(0)) for node in [*self.definitions, main])


def program(snippets: list[Snippet]) -> str:
    """One file that runs each snippet after a line `== NUMBER`, and goes on after an exception."""
    parts = ["import math", *(s.text() for s in snippets)]
    main = ["def main():"]
    for s in snippets:
        main += [
            f'    print("== {s.number}")',
            "    try:",
            f"        snippet_{s.number}()",
            "    except Exception as error:",
            "        print(type(error).__name__, error)",
        ]
    parts += ["\n".join(main), 'if __name__ == "__main__":\n    main()\n']
    return "\n\n\n".join(parts)


class Grammar:
    def __init__(self, seed: int, number: int) -> None:
        self.r = random.Random(seed * 1_000_003 + number)
        self.snippet = Snippet(number)
        self.scopes: list[dict[str, str]] = []
        self.functions: list[Function] = []
        self.names = 0
        self.loops = 0
        self.frozen: set[str] = set()

    # ---- names

    def fresh(self, prefix: str = "v") -> str:
        """A new name; those of definitions carry the snippet's number, because all snippets share one file."""
        self.names += 1
        if prefix in ("f", "gen", "Class"):
            return f"{prefix}{self.snippet.number}_{self.names}"
        return f"{prefix}{self.names}"

    def visible(self, kind: str) -> list[str]:
        return [n for scope in self.scopes for n, t in scope.items() if t == kind]

    def declare(self, name: str, kind: str) -> None:
        self.scopes[-1][name] = kind

    def chance(self, percent: int) -> bool:
        return self.r.randrange(100) < percent

    def small(self, low: int = 0, high: int = 4) -> str:
        return str(self.r.randint(low, high))

    # ---- expressions

    def e(self, kind: str, depth: int = 2) -> str:
        """An expression of the type, with parentheses where they may be needed."""
        known = self.visible(kind)
        if known and self.chance(30 if depth > 0 else 75):
            return self.r.choice(known)
        if depth <= 0:
            return self.literal(kind)
        calls = [f for f in self.functions if f.result == kind]
        if calls and self.chance(20):
            f = self.r.choice(calls)
            return f"{f.name}({', '.join(self.e(p, depth - 1) for p in f.parameters)})"
        rules = EXPRESSIONS[kind]
        text = self.fill(self.r.choice(rules), depth - 1)
        return text

    def literal(self, kind: str) -> str:
        if kind == INT:
            return self.r.choice(INT_LITERALS[:11] if self.loops or self.chance(70) else INT_LITERALS)
        if kind == FLOAT:
            return self.r.choice(FLOAT_LITERALS)
        if kind == STR:
            return self.r.choice(STR_LITERALS)
        return self.fill(self.r.choice(LITERALS[kind]), 0)

    def fill(self, rule: str, depth: int) -> str:
        """Replaces what stands in <>: a key of CODES by an expression, VI VF VS VM by a variable, the rest by name."""
        out, rest = "", rule
        while "<" in rest:
            before, _, rest = rest.partition("<")
            code, _, rest = rest.partition(">")
            out += before
            if code == "lt":
                out += "<"
            elif code == "gt":
                out += ">"
            elif code == "N":
                out += self.small()
            elif code == "N1":
                out += self.small(1, 4)
            elif code == "IX":
                out += self.r.choice(["0", "-1", "0", "-1", "0", "-1", "1", "-2", "2"])
            elif code == "-N":
                out += self.small(-4, 4)
            elif code == "MOD":
                out += self.r.choice(MODULI)
            elif code == "CMP":
                out += self.r.choice(["<", "<=", "==", "!=", ">", ">="])
            elif code == "SPEC":
                out += self.r.choice(["", ":>6", ":<5", ":^7", ":05", ":+", ":,", ":x", ":b", ":08_b"])
            elif code == "FSPEC":
                out += self.r.choice(["", ":.2f", ":8.3f", ":.0f", ":e", ":g", ":.3g", ":+.1f", ":,.2f", ":.1%"])
            elif code == "SSPEC":
                out += self.r.choice(["", ":>8", ":<4", ":^9", ":.2", "!r", ":*^6"])
            elif code in PLAIN:
                kind, fallback = PLAIN[code]
                out += self.r.choice(self.visible(kind) or [fallback])
            else:
                out += self.e(CODES[code], depth)
        return out + rest

    # ---- statements

    def bounded(self, kind: str, text: str) -> str:
        """Inside a loop, whatever could grow is cut."""
        if not self.loops:
            return text
        if kind == INT:
            return f"({text}) % ({self.r.choice(MODULI)})"
        if kind in (STR, INTS, STRS, FLOATS, GRID):
            return f"({text})[:{self.small(3, 12)}]"
        return text

    def block(self, size: int, depth: int) -> list[Node]:
        self.scopes.append({})
        nodes = [n for _ in range(size) for n in self.statement(depth)]
        self.scopes.pop()
        return nodes or [Node("pass")]

    def statement(self, depth: int) -> list[Node]:
        simple = [self.new_variable, self.assign, self.assign, self.mutate, self.mutate, self.mutate, self.show, self.alias, self.unpack]
        compound = [self.branch, self.branch, self.for_loop, self.for_loop, self.while_loop, self.guarded, self.closure]
        make = self.r.choice(simple + (compound if depth > 0 else []))
        return make(depth)

    def new_variable(self, depth: int) -> list[Node]:
        kind = self.r.choice(COMMON)
        text = self.e(kind, 3)
        name = self.fresh()
        self.declare(name, kind)
        note = f": {kind}" if kind != MAYBE and self.chance(15) else ""
        return [Node(f"{name}{note} = {self.bounded(kind, text)}")]

    def pick(self, kinds: list[str]) -> tuple[str, str] | None:
        known = [(n, t) for scope in self.scopes for n, t in scope.items() if t in kinds and n not in self.frozen]
        return self.r.choice(known) if known else None

    def assign(self, depth: int) -> list[Node]:
        chosen = self.pick(TYPES)
        if chosen is None:
            return self.new_variable(depth)
        name, kind = chosen
        if not self.loops and len(self.scopes) == 1 and "." not in name and self.chance(8):
            kind = self.r.choice(COMMON)
            text = self.e(kind, 2)
            self.declare(name, kind)
            return [Node(f"{name} = {text}")]
        if kind in (INT, FLOAT, STR) and self.chance(50):
            operator = self.r.choice({INT: ["+", "-", "*", "//", "%", "&", "|", "^"], FLOAT: ["+", "-", "*", "/"], STR: ["+"]}[kind])
            if self.loops and kind != FLOAT:
                return [Node(f"{name} {operator}= {self.e(kind, 1)}"), Node(f"{name} = {self.bounded(kind, name)}")]
            return [Node(f"{name} {operator}= {self.e(kind, 1)}")]
        return [Node(f"{name} = {self.bounded(kind, self.e(kind, 2))}")]

    def mutate(self, depth: int) -> list[Node]:
        chosen = self.pick([INTS, STRS, FLOATS, GRID, COUNTS, GROUPS, SET])
        if chosen is None:
            return self.new_variable(depth)
        name, kind = chosen
        rule = self.r.choice(MUTATIONS[kind])
        nodes = [Node(self.fill(rule.replace("@", name), 1))]
        if self.chance(70) and any(risk in rule for risk in ("<IX>", ".pop()", "[0]", ".remove", "[<S>] +=")):
            test = f"if {name}:" if kind != COUNTS else f"if 'k' in {name}:"
            nodes = [Node(test, nodes)]
        if self.loops and kind.startswith("list"):
            nodes.append(Node(f"del {name}[12:]"))
            if kind == GRID:
                nodes.append(Node(f"{name} = [row[:6] for row in {name}]" if self.chance(20) else f"for row in {name}: del row[6:]"))
        if self.loops and kind == GROUPS:
            nodes.append(Node(f"for row in {name}.values(): del row[6:]"))
        return nodes

    def show(self, depth: int) -> list[Node]:
        parts = [self.e(self.r.choice(COMMON), 2) for _ in range(self.r.randint(1, 3))]
        return [Node(f"print({', '.join(parts)})")]

    def alias(self, depth: int) -> list[Node]:
        chosen = self.pick([INTS, STRS, GRID, COUNTS, GROUPS, SET])
        if chosen is None:
            return self.show(depth)
        name = self.fresh("alias")
        self.declare(name, chosen[1])
        return [Node(f"{name} = {chosen[0]}")]

    def unpack(self, depth: int) -> list[Node]:
        first, second = self.fresh(), self.fresh()
        shape = self.r.randrange(4)
        if shape == 0:
            source = self.e(PAIR, 1)
            self.declare(first, INT), self.declare(second, STR)
            return [Node(f"{first}, {second} = {source}")]
        if shape == 1:
            source = self.e(INTS, 1)
            self.declare(first, INT), self.declare(second, INTS)
            return [Node(f"{first}, *{second} = {source}")]
        pair = [self.pick([k]) for k in self.r.sample([INT, STR, INTS, FLOAT], 1)][0]
        if pair is None:
            return self.new_variable(depth)
        other = self.r.choice(self.visible(pair[1]))
        if other in self.frozen:
            return self.show(depth)
        return [Node(f"{pair[0]}, {other} = {other}, {pair[0]}")]

    def branch(self, depth: int) -> list[Node]:
        nodes = [Node(f"if {self.e(BOOL, 2)}:", self.block(self.r.randint(1, 3), depth - 1))]
        if self.chance(30):
            nodes.append(Node(f"elif {self.e(BOOL, 1)}:", self.block(self.r.randint(1, 2), depth - 1)))
        if self.chance(60):
            nodes.append(Node("else:", self.block(self.r.randint(1, 2), depth - 1)))
        return nodes

    def loop_body(self, names: dict[str, str], depth: int) -> list[Node]:
        self.loops += 1
        self.scopes.append(dict(names))
        leave = [Node(f"if {self.e(BOOL, 1)}:", [Node(self.r.choice(["break", "continue"]))])] if self.chance(30) else []
        nodes = [n for _ in range(self.r.randint(1, 3)) for n in self.statement(depth - 1)]
        self.scopes.pop()
        self.loops -= 1
        return leave + nodes if self.chance(50) else nodes + leave

    def for_loop(self, depth: int) -> list[Node]:
        a, b = self.fresh("i"), self.fresh("x")
        shape = self.r.randrange(7)
        if shape == 0:
            header, names = f"for {a} in range({self.r.choice(['4', '1, 5', '5, 0, -2', '3'])}):", {a: INT}
        elif shape == 1:
            header, names = f"for {b} in {self.e(INTS, 1)}[:5]:", {b: INT}
        elif shape == 2:
            header, names = f"for {a}, {b} in enumerate({self.e(STR, 1)}[:4]):", {a: INT, b: STR}
        elif shape == 3:
            header, names = f"for {a}, {b} in zip({self.e(INTS, 1)}[:4], {self.e(STRS, 1)}):", {a: INT, b: STR}
        elif shape == 4:
            header, names = f"for {a}, {b} in list({self.e(COUNTS, 1)}.items())[:4]:", {a: STR, b: INT}
        elif shape == 5:
            header, names = f"for {a} in {self.e(GRID, 1)}[:3]:", {a: INTS}
        else:
            header, names = f"for {a} in sorted({self.e(SET, 1)})[:5]:", {a: INT}
        nodes = [Node(header, self.loop_body(names, depth))]
        if self.chance(15):
            nodes.append(Node("else:", self.block(1, 0)))
        return nodes

    def while_loop(self, depth: int) -> list[Node]:
        name = self.fresh("n")
        self.frozen.add(name)
        body = [Node(f"{name} -= 1"), *self.loop_body({name: INT}, depth)]
        return [Node(f"{name} = {self.small(1, 4)}"), Node(f"while {name} > 0:", body)]

    def guarded(self, depth: int) -> list[Node]:
        nodes = [Node("try:", self.block(self.r.randint(1, 2), depth - 1))]
        kind = self.r.choice(["ZeroDivisionError", "(IndexError, KeyError)", "ValueError", "Exception", "LookupError", "ArithmeticError"])
        name = self.fresh("error")
        nodes.append(Node(f"except {kind} as {name}:", [Node(f"print(type({name}).__name__, {name})"), *self.block(self.r.randint(0, 1), 0)]))
        if self.chance(20):
            nodes.append(Node("else:", self.block(1, 0)))
        if self.chance(25):
            nodes.append(Node("finally:", [*self.show(0)]))
        return nodes

    def closure(self, depth: int) -> list[Node]:
        """A local function that changes a variable around it, called twice."""
        target = [(n, t) for scope in self.scopes for n, t in scope.items() if t == INT and n not in self.frozen and "." not in n]
        name, argument = self.fresh("local"), self.fresh("p")
        if not target or self.loops:
            return self.show(depth)
        outer = self.r.choice(target)[0]
        self.scopes.append({argument: INT})
        body = [Node(f"nonlocal {outer}"), *self.mutate_or_show(), Node(f"{outer} = ({self.e(INT, 2)}) % ({self.r.choice(MODULI)})"), Node(f"return {self.e(STR, 1)}")]
        self.scopes.pop()
        return [Node(f"def {name}({argument}):", body), Node(f"print({name}({self.e(INT, 1)}), {outer}, {name}({self.e(INT, 1)}), {outer})")]

    def mutate_or_show(self) -> list[Node]:
        chosen = self.pick([INTS, COUNTS, SET])
        if chosen is None:
            return self.show(0)
        # An augmented assignment would make the name local to the closure.
        rules = [rule for rule in MUTATIONS[chosen[1]] if not rule.startswith("@ ")]
        return [Node(self.fill(self.r.choice(rules).replace("@", chosen[0]), 1))]

    # ---- definitions

    def function(self) -> None:
        """A function with parameters, annotated or not, perhaps a generator or recursive."""
        name = self.fresh("f")
        kinds = [self.r.choice(COMMON) for _ in range(self.r.randint(1, 3))]
        result = self.r.choice(COMMON)
        names = [self.fresh("p") for _ in kinds]
        annotated = self.chance(40)
        self.scopes = [dict(zip(names, kinds))]
        self.loops = 0
        shown = ", ".join(f"{n}: {k}" if annotated else n for n, k in zip(names, kinds))
        arrow = f" -> {result}" if annotated else ""
        body = [n for _ in range(self.r.randint(1, 3)) for n in self.statement(1)]
        if self.chance(30):
            body.append(Node(f"if {self.e(BOOL, 1)}:", [Node(f"return {self.e(result, 2)}")]))
        body.append(Node(f"return {self.e(result, 2)}"))
        self.snippet.definitions.append(Node(f"def {name}({shown}){arrow}:", body))
        self.functions.append(Function(name, kinds, result))

    def generator(self) -> None:
        name, parameter, item = self.fresh("gen"), self.fresh("p"), self.fresh("x")
        self.scopes = [{parameter: INTS}]
        self.loops = 1
        self.scopes.append({item: INT})
        body = [Node(f"for {item} in {parameter}[:5]:", [*self.statement(0), Node(f"yield {self.e(INT, 2)}")])]
        self.loops = 0
        self.snippet.definitions.append(Node(f"def {name}({parameter}):", body))
        wrapper = self.fresh("f")
        use = self.r.choice(["list(@)", "sorted(@)", "[x for x in @ if x % 2]", "list(set(@))"]).replace("@", f"{name}(values)")
        self.snippet.definitions.append(Node(f"def {wrapper}(values):", [Node(f"return {use}")]))
        self.functions.append(Function(wrapper, [INTS], INTS))

    def method(self, name: str, fields: dict[str, str], kinds: list[str], result: str, inherited: bool) -> Node:
        names = [self.fresh("p") for _ in kinds]
        self.scopes = [{f"self.{f}": k for f, k in fields.items()} | dict(zip(names, kinds))]
        body = [n for _ in range(self.r.randint(1, 3)) for n in self.statement(1)]
        if inherited:
            body.append(Node(f"print('super', super().{name}({', '.join(names)}))"))
        body.append(Node(f"return {self.e(result, 2)}"))
        return Node(f"def {name}({', '.join(['self', *names])}):", body)

    def classes(self) -> list[tuple[str, dict[str, str], Function]]:
        """A class with fields and a method, and perhaps one that inherits from it and overrides the method."""
        name = self.fresh("Class")
        kinds = self.r.sample([INT, STR, INTS, FLOAT, COUNTS, SET, MAYBE], 2)
        fields = {"a": kinds[0], "b": kinds[1], "n": INT}
        method = Function("act", [self.r.choice(COMMON)], self.r.choice(COMMON))
        self.loops = 0
        make = Node("def __init__(self, a, b):", [Node("self.a = a"), Node("self.b = b"), Node(f"self.n = {self.small()}")])
        show = Node("def __repr__(self):", [Node("return f'<{self.a!r} {self.b!r} {self.n}>'")])
        equal = Node("def __eq__(self, other):", [Node("return self.a == other.a and self.n == other.n")])
        members = [make, self.method("act", fields, method.parameters, method.result, False), show] + ([equal] if self.chance(40) else [])
        self.snippet.definitions.append(Node(f"class {name}:", members))
        made = [(name, fields, method)]
        if self.chance(50):
            child = self.fresh("Class")
            override = self.method("act", fields, method.parameters, method.result, self.chance(60))
            self.snippet.definitions.append(Node(f"class {child}({name}):", [override]))
            made.append((child, fields, method))
        return made

    def instances(self, made: list[tuple[str, dict[str, str], Function]]) -> list[Node]:
        """Objects, an alias of one, and a list of all; their fields and methods become names to use."""
        nodes = []
        for name, fields, method in made:
            thing = self.fresh("o")
            nodes.append(Node(f"{thing} = {name}({self.e(fields['a'], 1)}, {self.e(fields['b'], 1)})"))
            if self.chance(40):
                other = self.fresh("o")
                nodes.append(Node(f"{other} = {thing}"))
                thing = self.r.choice([thing, other])
            for f, k in fields.items():
                self.declare(f"{thing}.{f}", k)
            self.functions.append(Function(f"{thing}.act", method.parameters, method.result))
            nodes.append(Node(f"print({thing}, {thing} == {thing}, {thing}.act({self.e(method.parameters[0], 1)}), {thing})"))
        return nodes

    def build(self) -> Snippet:
        for _ in range(self.r.randint(0, 2)):
            self.function()
        if self.chance(25):
            self.generator()
        made_classes = self.classes() if self.chance(30) else []
        self.scopes, self.loops = [{}], 0
        body: list[Node] = []
        for kind in self.r.sample(TYPES, 3):
            name = self.fresh()
            body.append(Node(f"{name} = {self.e(kind, 1)}"))
            self.declare(name, kind)
        body += self.instances(made_classes)
        made = list(self.scopes[0])
        # What an exception left behind shows whether everything before it was done, and nothing after it.
        tried = [n for _ in range(self.r.randint(4, 8)) for n in self.statement(2)]
        body.append(Node("try:", tried))
        body.append(Node("except (LookupError, ArithmeticError, ValueError) as stop:", [Node('print("stopped:", type(stop).__name__, stop)')]))
        body.append(Node("else:", [Node(f"print({name!r}, {name})") for name in self.scopes[0] if name not in made] or [Node("pass")]))
        body += [Node(f"print({name!r}, {name})") for name in made]
        self.snippet.body = body
        return self.snippet
