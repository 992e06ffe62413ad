"""NotImplemented in special methods, and operators that change an object where it stands."""

import functools


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __repr__(self):
        return f"Money({self.cents})"

    def __eq__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return self.cents == other.cents

    def __hash__(self):
        return hash(self.cents)

    def __lt__(self, other):
        if isinstance(other, Money):
            return self.cents < other.cents
        return NotImplemented

    def __add__(self, other):
        if isinstance(other, Money):
            return Money(self.cents + other.cents)
        if isinstance(other, int):
            return Money(self.cents + other)
        return NotImplemented

    def __radd__(self, other):
        if isinstance(other, int):
            return Money(self.cents + other)
        return NotImplemented


@functools.total_ordering
class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts == other.parts

    def __lt__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts < other.parts


class Log:
    def __init__(self):
        self.lines = []

    def __iadd__(self, line):
        self.lines.append(line)
        return self

    def __itruediv__(self, n):
        self.lines = self.lines[: len(self.lines) // n]
        return self

    def __add__(self, line):
        log = Log()
        log.lines = self.lines + [line]
        return log


a, b = Money(5), Money(7)
print(a == Money(5), a == b, a != b, a == 5, a != 5, "x" == a, None == a, a in [b, Money(5)], {a: 1}[Money(5)])
print(a < b, b > a, sorted([b, a]), max(a, b), a + b, a + 3, 2 + a)
a += b
print(a)
for task in (lambda: a < 3, lambda: a + "x", lambda: a + 1.5):
    try:
        print(task())
    except TypeError as error:
        print(error)
print(Version(1, 2) >= Version(1, 1), Version(1) <= Version(1), Version(2) > Version(1, 9), Version(1) == (1,))

log = Log()
same = log
log += "one"
log += "two"
print(log is same, same.lines)
log /= 2
print(log.lines, (log + "more").lines, log.lines)
holder = {"log": log}
holder["log"] += "three"
print(log.lines, holder["log"] is log)
