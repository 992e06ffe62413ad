"""Containers compare by identity first: an object is not asked about itself, and a NaN alone equals nothing."""

import math
from dataclasses import dataclass


class Loud:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        print("asked", self.n, other.n)
        return False


a, b = Loud(1), Loud(2)
print(a in [a], b in [a], [a] == [a], [a, b].index(b), (a, 1) == (a, 1), a == a, [a] == [b])
nan = float("nan")
print(nan in [1.0, 2.0], 1.0 in [nan, 1.0], [nan, 1.0] == [1.0, 1.0], [1.0, nan].count(1.0), nan == nan, nan != nan)
xs = [nan]
ys = xs
print(xs == ys, xs == [1.0], (nan, 1) == (1.0, 1), {"a": nan} == {"a": 1.0}, {1.0: nan}[1.0], math.isnan(max([nan])))
d = {nan: "x", 2.0: "y"}
print(d.get(2.0), 3.0 in d, len({nan, 1.0}))


@dataclass
class P:
    x: float


p = P(nan)
print(p in [p], [p].count(p), P(1.0) == P(1.0), P(nan) == P(2.0))
