"""Decorators: plain, with arguments, stacked, with wraps."""

from functools import wraps


def loud(f):
    def inner(*args):
        print("call", args)
        return f(*args)

    return inner


def times(n):
    def decorate(f):
        @wraps(f)
        def inner(x):
            for _ in range(n):
                x = f(x)
            return x

        return inner

    return decorate


@loud
def add(a, b):
    return a + b


@loud
@times(3)
def double(x):
    return x * 2


@times(2)
def named(x):
    return x + "."


print(add(1, 2), double(1), named("a"), named.__name__)
