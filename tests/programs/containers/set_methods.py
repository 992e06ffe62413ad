"""Set algebra, subset tests, add, discard, remove, frozenset."""

a, b = {1, 2, 3}, {2, 3, 4}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b), a <= b, {2} < a, a >= {1}, a > a, a == {3, 2, 1}, a != b)
print(a.issubset(range(5)), a.issuperset([1]), a.isdisjoint([7]), a.isdisjoint(b), 2 in a, len(a | b))
a.add(2)
a.add(9)
a.discard(77)
a.discard(1)
print(sorted(a), sorted(a.union([100])), sorted(a.intersection([2, 9, 5], {9})))
a.difference_update({9})
a.intersection_update({2})
a.symmetric_difference_update({2, 5})
print(a, bool(set()), set(), {*()}, {*"a"})
f = frozenset([1, 2])
print(f, frozenset(), f | {3}, {f: "key"}[frozenset([2, 1])], f == {1, 2}, isinstance(f, frozenset))
for bad in (lambda: {1}.remove(5), lambda: set().pop(), lambda: {"x"}.remove("y")):
    try:
        bad()
    except KeyError as error:
        print(type(error).__name__, error)
