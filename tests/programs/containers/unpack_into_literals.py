"""Stars in list, tuple, set and dict displays, and in calls."""

a, b = [1, 2], (3, 4)
print([*a, *b, 5], (*a, 0), {*a, *b, 1}, [*"xy", *range(2)], [*{"k": 1}], {**{"a": 1}, "b": 2, **{"a": 3}})


def f(*args, **kwargs):
    return args, kwargs


print(f(*a, *b), f(**{"x": 1}, y=2), f(0, *a, k=5, **{}), f())
print(*a, *b, sep=",")
