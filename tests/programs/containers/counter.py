"""collections.Counter."""

from collections import Counter

c = Counter("abracadabra")
print(c, c["a"], c["zz"], len(c), sum(c.values()), c.most_common(2), c.most_common(), list(c.elements())[:6])
c.update("aaz")
c["q"] += 1
c.subtract({"a": 3})
print(c, sorted(c), dict(c), c == Counter(c), max(c, key=c.get))
print(Counter([1, 2, 1]) + Counter([1, 3]), Counter("aab") - Counter("ab"), Counter("aab") & Counter("abb"), Counter("aab") | Counter("abb"))
print(Counter(), Counter({"x": 2}), Counter(a=1, b=2), Counter("ab") == Counter("ba"), [k for k, v in Counter("aab").items() if v > 1], c.total())
del c["q"]
print("q" in c, c.pop("z"), c.get("z"), Counter(["b", "a", "b", "a", "c"]).most_common(2))
