"""Nested targets in for, comprehensions and items."""

d = {"a": (1, 2), "b": (3, 4)}
for k, (x, y) in d.items():
    print(k, x * y)
print([x + y for _, (x, y) in d.items()], {k: y for k, (_, y) in d.items()}, [i * x for i, (x, y) in enumerate(d.values())])
for i, (a, (b, c)) in enumerate([(1, (2, 3)), (4, (5, 6))]):
    print(i, a, b, c)
points = [(3, 4), (0, 1)]
xs, ys = zip(*points)
print(xs, ys, list(zip(xs, ys)) == points)
for obj in [[0, 0]]:
    for obj[0], obj[1] in points:
        print(obj)
