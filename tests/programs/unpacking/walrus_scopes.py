"""`:=` in comprehensions that may run for no item."""

data = [1, 5, 2, 8]
print([y for v in data if (y := v * 2) > 4], y)
print(any((found := v) > 4 for v in data), found)
total = 0
print([total := total + v for v in data], total)
def f(items):
    if any((bad := x) < 0 for x in items):
        return bad
    return None
print(f([1, -2, 3]), f([1]))
def g(items):
    out = [last := x for x in items]
    return out, last
print(g([1, 2]))
try:
    print(any((never := x) for x in []), never)
except NameError as e:
    print(e)
