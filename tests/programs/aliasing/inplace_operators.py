"""In-place operators change lists and sets, and rebind tuples, strings and ints."""

a = [1]
b = a
a += (2, 3)
a *= 2
print(b)
s = {1, 2}
t = s
s |= {3}
s &= {1, 3, 4}
s -= {1}
s ^= {9}
print(sorted(t), s is t)
d = {"a": 1}
e = d
d |= {"b": 2}
print(e, d is e)
x = y = (1,)
x += (2,)
print(x, y)
f = g = frozenset({1})
f |= {2}
print(sorted(f), sorted(g))
p = q = "a"
p *= 3
print(p, q)
