"""Wrappers that look at what they are called with, and functions with defaults below them."""


def logged(fn):
    def wrapper(*args, **kwargs):
        print("call", fn.__name__, args, kwargs)
        result = fn(*args, **kwargs)
        print("result", result)
        return result

    return wrapper


def repeated(n):
    def decorate(fn):
        def again(*a):
            return [fn(*a) for _ in range(n)]

        return again

    return decorate


def memoized(fn):
    known = {}

    def look(*args):
        if args not in known:
            known[args] = fn(*args)
        return known[args]

    return look


@logged
def add(a, b=2):
    return a + b


@repeated(2)
def product(a, b):
    return a * b


@memoized
def paths(rows, columns):
    if rows == 0 or columns == 0:
        return 1
    return paths(rows - 1, columns) + paths(rows, columns - 1)


print(add(1), add(1, b=5), add(b=1, a=7))
print(product(2, 3))
print(paths(16, 16))
try:
    add()
except TypeError as e:
    print(e)
try:
    add(1, 2, 3)
except TypeError as e:
    print(e)
