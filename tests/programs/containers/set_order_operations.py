"""The order after union, difference, intersection, pop, copy and comprehension."""

a = {1, 9, 17, 3}
b = {3, 4, 25, 9, 100}
print(a | b, b | a, a & b, b & a, a - b, b - a, a ^ b, b ^ a)
c = a.copy()
c.update([64, 32, 7])
print(c, c.pop(), c.pop(), c)
print({x % 7 for x in range(100, 0, -9)}, {x * x for x in range(-5, 6)}, set("a"), set([]), set())
d = set(range(12))
for i in range(0, 12, 2):
    d.discard(i)
d |= {50, 34, 18}
print(d, a.union([2], (5,)), a.intersection([9, 3, 3]), a.difference([1]), a.symmetric_difference([1, 2]))
big = set()
for i in range(200):
    big.add(i * 37 % 211)
print(big)
print(set([4, 2]) | set([64, 32, 0]), set(sorted({5, 1, 33})), list({i: 0 for i in (3, 1, 2)}))
