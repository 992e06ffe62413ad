"""dict() and set() of values of every shape."""

from collections import Counter


class Box:
    def __init__(self):
        self.items = {i * 7 for i in range(12)}
        self.table = {"a": {40, 8, 16}}


def made():
    return {64, 8, 1, 0}


b = Box()
b.items.discard(7)
print(dict({"x": 1}, a=2), dict([("p", 1)], q=2), dict(a=1, b=2), dict(Counter("aab")), dict(zip("ab", [1, 2]), c=3))
print(set(b.items), set(b.table["a"]), set(made()), frozenset(made()), set(sorted(b.items)), set({5: 1, 13: 2, 21: 3}))
d = {"k": 1}
e = dict(d, k=5, z=6)
print(d, e, list(made()) == sorted(made()), len(set(x % 3 for x in range(9))))
