"""Comprehension variables do not leak, and see the right outer names."""

x = "outer"
squares = [x * x for x in range(4)]
print(x, squares)
n = 3
print([[n * i for i in range(n)] for n in range(3)], n)


def f(items):
    k = 10
    return [k + i for i in items if i != k], {i: k for i in items}, {k * i for i in items}, list(i - k for i in items)


print(f([1, 10]))
print([x for x in "ab" for y in range(2)], [(x, y) for x in range(3) for y in range(x)], x)
