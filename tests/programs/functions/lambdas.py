"""Lambdas: defaults, closures, immediate calls, in containers, as keys."""

add = lambda a, b=10: a + b
print(add(1), add(1, 2), (lambda: "called")(), (lambda *a: a)(1, 2), (lambda x: lambda y: x - y)(5)(3))
ops = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "max": max}
print([ops[k](7, 3) for k in ops], sorted([-3, 2, -1], key=lambda x: x * x), list(map(lambda p: p[0] * p[1], [(1, 2), (3, 4)])))
n = 1
f = lambda: n
n = 2
print(f(), list(filter(lambda s: s and s[0] != "#", ["a", "", "#b"])), (lambda x: x if x > 0 else -x)(-4))
