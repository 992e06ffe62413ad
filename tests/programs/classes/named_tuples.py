"""collections.namedtuple and typing.NamedTuple: objects that are tuples too."""

from collections import namedtuple
from typing import NamedTuple

Point = namedtuple("Point", ["x", "y"])
Segment = namedtuple("Segment", "start end label", defaults=["?"])
Pair = NamedTuple("Pair", [("left", int), ("right", str)])


class Item(NamedTuple):
    """A thing on a shelf."""

    name: str
    price: float = 1.5
    tags: list = []

    def total(self, count=1):
        return self.price * count

    @property
    def title(self):
        return self.name.title()


class Vector(namedtuple("Vector", "dx, dy")):
    def __add__(self, other):
        return Vector(self.dx + other.dx, self.dy + other.dy)

    def __str__(self):
        return f"<{self.dx}, {self.dy}>"


def less(a, b):
    return a - b


p = Point(1, y=2)
print(p, p.x, p[1], p[-1], len(p), list(p), tuple(p), p._fields, Point._fields)
x, y = p
first, *rest = Segment(p, Point(3, 4))
print(x, y, first, rest)
print(p == (1, 2), (1, 2) == p, p == Point(1, 2), p != Point(2, 1), p is p, p == Vector(1, 2), p == 1)
print(p < Point(1, 3), p < (2,), (0, 5) > p, max([Point(1, 5), Point(2, 0), p]))
print(sorted([Point(2, 1), Point(1, 9), Point(1, 2)], key=lambda q: q.y))
print(sorted([Point(2, 1), Point(1, 9), Point(1, 2)], reverse=True))
print(p._replace(y=7), p, Segment(p, p)._replace(label="s").label)
print(p._asdict(), Item("nail")._asdict())
print(Point._make([5, 6]), Point._make(c * 2 for c in (1, 2)), Pair._make((1, "one")))
print(p + (3,), p * 2, 2 in p, sum(p), "%s-%s" % p, p[0:1], p[::-1])
print({p: "a", Point(3, 4): "b"}[Point(1, 2)], {Point(i % 2, 0) for i in range(5)})
print({Point(i, -i) for i in range(6)})
print(isinstance(p, tuple), isinstance(p, Point), isinstance((1, 2), Point))

item = Item("box", tags=["new"])
print(item, item.total(2), item.title, Item("a").tags is Item("b").tags, Item("c", 2))
for name, price, tags in [item, Item("pin", 0.25)]:
    print(name, price, tags)
print([a + b for a, b in [p, Point(3, 4)]], max(p), less(*first))
print(Vector(1, 2) + Vector(3, 4), [Vector(0, 0)], repr(Vector(1, 0)), f"{p} {p!r:>20}")

for attempt in (lambda: Point._make([1]), lambda: p[2]):
    try:
        print(attempt())
    except (TypeError, IndexError) as error:
        print(type(error).__name__, error)
try:
    p.x = 5
except AttributeError as error:
    print(error)
