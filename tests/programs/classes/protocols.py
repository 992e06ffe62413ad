"""Properties, cached ones, class methods that construct, and the protocols of containers, iterators and `with`."""

from functools import cached_property
import math

class Circle:
    unit = "cm"
    def __init__(self, r):
        self._r = r
    @property
    def r(self):
        return self._r
    @r.setter
    def r(self, value):
        if value < 0:
            raise ValueError("negative")
        self._r = value
    @classmethod
    def from_diameter(cls, d, scale=1):
        return cls(d / 2 * scale)
    @classmethod
    def unit_circle(cls):
        return cls(1)
    @staticmethod
    def area_of(r):
        return math.pi * r ** 2
    @cached_property
    def area(self):
        print("computing")
        return self.area_of(self._r)

c = Circle.from_diameter(10)
print(c.r, c.area, c.area)
c.r = 2
c.r += 1
print(c.r, c.area, Circle.unit_circle().r)
try:
    c.r = -1
except ValueError as e:
    print(e)

class Matrix:
    def __init__(self, rows):
        self.rows = rows
    def __getitem__(self, key):
        i, j = key
        return self.rows[i][j]
    def __setitem__(self, key, value):
        i, j = key
        self.rows[i][j] = value
    def __delitem__(self, i):
        del self.rows[i]
    def __len__(self):
        return len(self.rows)
    def __contains__(self, x):
        return any(x in r for r in self.rows)
    def __iter__(self):
        for r in self.rows:
            yield from r
    def __call__(self, k):
        return Matrix([[x * k for x in r] for r in self.rows])
    def __reversed__(self):
        return reversed(self.rows)

m = Matrix([[1, 2], [3, 4]])
m[0, 1] = 5
m[1, 1] += 10
print(m[0, 1], m[1, 1], 5 in m, 9 in m, list(m), len(m), m(2).rows, sum(m), max(m))
del m[0]
print(m.rows)

class Count:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n

print(list(Count(3)), [x for x in Count(2)], sum(Count(4)), next(Count(9)))
a, b = Count(2)
print(a, b)

class Guard:
    def __init__(self, log):
        self.log = log
    def __enter__(self):
        self.log.append("enter")
        return self
    def __exit__(self, kind, value, trace):
        self.log.append(f"exit {kind is None}")
        return kind is not None

log = []
with Guard(log) as g:
    g.log.append("in")
with Guard(log):
    raise KeyError("x")
print(log)
