"""functools.partial, and methods of builtin types as values."""

import math
import operator
from functools import partial

base2 = partial(int, base=2)
add5 = partial(operator.add, 5)
log = []


def greet(greeting, name, end="!"):
    return greeting + " " + name + end


def noisy(x):
    log.append(x)
    return x


hi = partial(greet, "hi", end="?")
hey = partial(greet, noisy("hey"))
print(base2("101"), add5(3), hi("bob"), hey("amy"), hey("joe"), log)
print(list(map(partial(pow, 2), range(4))), partial(max, 3)(5), partial(lambda a, b, c: a + b * c, 1, 2)(3))
scale = 10
print([f(2) for f in [partial(operator.mul, 3), partial(operator.sub, scale)]], partial(math.pow, 2)(3))


def apply(f, x):
    return f(x)


print(apply(partial(greet, "yo"), "al"), apply(add5, 1))
items = []
append = items.append
for i in range(3):
    append(i)
other = items
other.append(9)
print(items, "-".join(["a", "b"]), list(map("abc".index, "cab")), sorted("bca", key="cab".index), list(map({1: "x"}.get, [1])))
join = ", ".join
get = {"a": 1}.get
seen = set()
add = seen.add
add(3)
print(join(["x", "y"]), get("a"), get("z"), seen, [s for s in map(str.upper, ["q"])])
order = ["b", "a"]
print(sorted(["a", "b"], key=order.index), max([1, 2, 3], key=[0, 9, 5, 1].__getitem__))
