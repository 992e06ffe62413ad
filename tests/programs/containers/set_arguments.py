"""Sets with several arguments, counters in place, defaults that are evaluated, dict() of rows."""
s = {1, 2, 3, 40, 50}
print(s.intersection([1, 2, 40], {2, 40, 9}), s.union([7], (8, 9), {10}), s.difference([1], {2}, range(40, 42)))
f = frozenset([1, 2, 3])
print(f.intersection(s, [2, 3]), f.union([5], [6]), f.difference({1}, {2}))
t = s
t |= frozenset([99])
t |= {98}
t &= {1, 2, 99, 98}
print(s, t is s)
t.update([4], (5,), {6})
t.difference_update([1], [2])
t.intersection_update({4, 5, 99}, [4, 5, 7, 99])
print(s)
from collections import Counter, defaultdict, deque

c = Counter(a=3, b=1)
d = c
d += Counter(a=1, z=5)
print(c, d is c, c["q"])
d -= Counter(a=9)
print(c)
print(Counter({"x": 2}), Counter("hello").most_common(1), Counter(c) == c)
dd = defaultdict(list, {"a": [1]})
dd["b"].append(2)
print(dd, dict(dd))
ee = defaultdict(int, [("x", 1)])
ee["y"] += 5
print(ee)
log = []


def dflt():
    log.append("d")
    return 0


print({1: 2}.get(1, dflt()), {1: 2}.get(1, str(dflt())), {1: 2}.pop(1, str(dflt())), log)
it = iter([1])
print(next(it, dflt()), next(it, dflt()), log)
print(dict([[1, 2], [3, 4]]), dict(["ab", "cd"]), dict(zip("ab", [1, 2])), dict([("a", 1)]))
try:
    print(dict([[1, 2], [3]]))
except ValueError as e:
    print(e)
u = {}
u.update([["k", "v"]])
u.update(w="x")
print(u)


class It:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 2:
            raise StopIteration
        return self.n


i = It()
print(next(i), next(i, None), next(i, None), next(i, "end"))
big = {i * 7 for i in range(20)}
print(big.union({3: 1, 100: 2, 50: 1}), big.difference({7: 0}), big.intersection({70: 1, 14: 2, 5: 5}), big ^ {7, 1000}, big.symmetric_difference([7, 1000, 3]), big.difference([0], [7], {14}, {21: 0}))
big.update({5: 5, 6: 6})
big.intersection_update([140, 133, 5, 6, 7, 0, 21], range(0, 200))
print(big, big.issubset(range(1000)), big.isdisjoint([3]), big >= {5})
