"""Wrong numbers of values."""


def attempt(f):
    try:
        f()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)


def three(values):
    a, b, c = values
    return a


def starred(values):
    a, b, *c = values
    return c


attempt(lambda: three([1, 2]))
attempt(lambda: three([1, 2, 3, 4]))
attempt(lambda: three("ab"))
attempt(lambda: starred([1]))
print(three([1, 2, 3]), starred([1, 2]))
