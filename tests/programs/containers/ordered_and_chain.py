"""OrderedDict and namedtuple."""

from collections import OrderedDict, namedtuple

o = OrderedDict()
o["b"] = 1
o["a"] = 2
o.move_to_end("b")
print(list(o.items()), o.popitem(last=False), list(o), OrderedDict(a=1) == {"a": 1})
Point = namedtuple("Point", ["x", "y"])
p = Point(1, y=2)
print(p, p.x, p[1], p == (1, 2), p._replace(x=9), tuple(p), [*p], p._asdict(), Point._fields)
a, b = p
print(a + b, sorted([Point(2, 1), Point(1, 5)]), max(Point(0, 3), Point(0, 2)), {p: "key"}[Point(1, 2)])
Color = namedtuple("Color", "red green blue", defaults=[0])
print(Color(1, 2), Color(red=5, green=6, blue=7)._replace(green=0))
