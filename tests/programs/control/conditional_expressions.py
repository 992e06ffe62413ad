"""Nested conditional expressions, in arguments, comprehensions, assignments."""


def sign(x):
    return 1 if x > 0 else -1 if x < 0 else 0


print([sign(x) for x in (-2, 0, 2)], ["even" if n % 2 == 0 else "odd" for n in range(3)])
x = 5
print("big" if x > 10 else "medium" if x > 3 else "small", (1 if x else 2) + 1, 1 if x else 2 + 1)
values = [3, None, 0, 7]
print([v if v is not None else -1 for v in values], [v or "falsy" for v in values], max(v if v else 0 for v in values))
f = (lambda a: a + 1) if x > 3 else (lambda a: a - 1)
print(f(1), [f, sign][0](5), {"a": sign}["a"](-3))
