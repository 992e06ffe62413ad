"""A calculator: a tokenizer and a recursive-descent parser for arithmetic with names and functions.

Shows: a class that walks over text, recursion over a grammar, exceptions with positions, a dict of functions.

    expression := term (('+' | '-') term)*
    term       := unary (('*' | '/' | '%') unary)*
    unary      := '-' unary | power
    power      := atom ('^' unary)?
    atom       := NUMBER | NAME | NAME '(' expression ')' | '(' expression ')'
"""

import math


class SyntaxProblem(Exception):
    def __init__(self, message: str, position: int):
        super().__init__(f"{message} at column {position + 1}")
        self.position = position


def tokenize(text: str) -> list[tuple[str, str, int]]:
    """Splits the text into (kind, text, position) triples; the last one has kind 'end'."""
    tokens: list[tuple[str, str, int]] = []
    i = 0
    while i < len(text):
        ch = text[i]
        if ch.isspace():
            i += 1
        elif ch.isdigit() or ch == ".":
            start = i
            while i < len(text) and (text[i].isdigit() or text[i] == "."):
                i += 1
            tokens.append(("number", text[start:i], start))
        elif ch.isalpha():
            start = i
            while i < len(text) and text[i].isalnum():
                i += 1
            tokens.append(("name", text[start:i], start))
        elif ch in "+-*/%^()=":
            tokens.append(("symbol", ch, i))
            i += 1
        else:
            raise SyntaxProblem(f"unexpected {ch!r}", i)
    tokens.append(("end", "", len(text)))
    return tokens


class Calculator:
    """Evaluates lines; remembers variables between them."""

    def __init__(self) -> None:
        self.names: dict[str, float] = {"pi": math.pi}
        self.functions = {"sqrt": math.sqrt, "abs": abs, "floor": lambda x: float(math.floor(x))}
        self.tokens: list[tuple[str, str, int]] = []
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][1]

    def take(self) -> tuple[str, str, int]:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def expect(self, symbol: str) -> None:
        kind, text, position = self.take()
        if text != symbol or kind == "number":
            raise SyntaxProblem(f"expected {symbol!r}", position)

    def run(self, line: str) -> float:
        """Evaluates `expression` or `name = expression`."""
        self.tokens = tokenize(line)
        self.at = 0
        target = ""
        if len(self.tokens) > 2 and self.tokens[0][0] == "name" and self.tokens[1][1] == "=":
            target = self.take()[1]
            self.take()
        value = self.expression()
        kind, text, position = self.take()
        if kind != "end":
            raise SyntaxProblem(f"unexpected {text!r}", position)
        if target:
            self.names[target] = value
        return value

    def expression(self) -> float:
        value = self.term()
        while self.peek() in ("+", "-"):
            _, operator, _ = self.take()
            right = self.term()
            value = value + right if operator == "+" else value - right
        return value

    def term(self) -> float:
        value = self.unary()
        while self.peek() in ("*", "/", "%"):
            _, operator, position = self.take()
            right = self.unary()
            if operator == "*":
                value *= right
            elif right == 0:
                raise SyntaxProblem("division by zero", position)
            elif operator == "/":
                value /= right
            else:
                value %= right
        return value

    def unary(self) -> float:
        if self.peek() == "-":
            self.take()
            return -self.unary()
        return self.power()

    def power(self) -> float:
        base = self.atom()
        if self.peek() == "^":
            self.take()
            return math.pow(base, self.unary())
        return base

    def atom(self) -> float:
        kind, text, position = self.take()
        if kind == "number":
            try:
                return float(text)
            except ValueError:
                raise SyntaxProblem(f"bad number {text!r}", position) from None
        if kind == "name":
            if self.peek() == "(":
                if text not in self.functions:
                    raise SyntaxProblem(f"no function {text!r}", position)
                self.take()
                argument = self.expression()
                self.expect(")")
                return self.functions[text](argument)
            if text not in self.names:
                raise SyntaxProblem(f"no value for {text!r}", position)
            return self.names[text]
        if text == "(":
            value = self.expression()
            self.expect(")")
            return value
        raise SyntaxProblem("expected a value", position)


LINES = [
    "1 + 2 * 3",
    "(1 + 2) * 3",
    "2 ^ 3 ^ 2",
    "-2 ^ 2",
    "10 / 4 - 1",
    "-7 % 3",
    "radius = 2.5",
    "area = pi * radius ^ 2",
    "floor(area) + sqrt(16)",
    "abs(-3) * (1 - 0.9)",
    "1 / (3 - 3)",
    "2 * (3 + 4",
    "1.2.3 + 4",
    "height * 2",
    "sin(1)",
    "3 $ 4",
    "1 2",
]


def main() -> None:
    calculator = Calculator()
    for line in LINES:
        try:
            print(f"{line:<24} = {calculator.run(line)}")
        except SyntaxProblem as problem:
            print(f"{line:<24} ! {problem}")
            print(" " * problem.position + "^")


if __name__ == "__main__":
    main()
