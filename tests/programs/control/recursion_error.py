"""Endless recursion ends in RecursionError, which can be caught."""


def forever(n):
    return forever(n + 1) + 1


try:
    forever(0)
except RecursionError as error:
    print(type(error).__name__, "maximum recursion depth exceeded" in str(error))


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


print(deep(900))
