"""OrderedDict."""
from collections import OrderedDict
import collections

o = OrderedDict()
o["b"] = 1
o["a"] = 2
o["c"] = 3
o.move_to_end("b")
print(o, list(o.items()), o.popitem(last=False), list(o), len(o), "c" in o)
o.move_to_end("b", last=False)
print(o.keys(), o.popitem(), o.get("zz"), o.get("b", 5), o["b"], o.pop("b"), o, not o)
try:
    o.move_to_end("nope")
except KeyError as e:
    print("KeyError", e)
try:
    o.popitem()
except KeyError as e:
    print(e)
p = OrderedDict([("x", 1), ("y", 2)])
q = OrderedDict([("y", 2), ("x", 1)])
print(p == q, p == dict(q), dict(p) == q, p == OrderedDict(x=1, y=2), p != q, OrderedDict({"k": [1]}))
r = p
r["z"] = 26
print(p, [k for k in reversed(p)], p is r, sorted(p), list(p.values()))
p.update({"w": 0})
del p["x"]
for k, v in p.items():
    print(k, v, end=";")
print(isinstance(p, dict), isinstance(p, OrderedDict), type(p).__name__, p.setdefault("n", 4), p.copy() == p, p | {} == p if False else "")


class LRU:
    def __init__(self, n):
        self.n = n
        self.d = collections.OrderedDict()

    def get(self, k):
        if k not in self.d:
            return -1
        self.d.move_to_end(k)
        return self.d[k]

    def put(self, k, v):
        if k in self.d:
            self.d.move_to_end(k)
        self.d[k] = v
        if len(self.d) > self.n:
            self.d.popitem(last=False)


c = LRU(2)
c.put(1, 1)
c.put(2, 2)
print(c.get(1))
c.put(3, 3)
print(c.get(2), c.get(3), c.d)
