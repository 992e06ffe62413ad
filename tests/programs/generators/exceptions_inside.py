"""Errors and finally inside generators."""


def risky(values):
    for v in values:
        yield 10 // v


try:
    for x in risky([5, 2, 0, 1]):
        print(x)
except ZeroDivisionError as error:
    print(error)


def guarded(values):
    try:
        for v in values:
            try:
                yield 10 // v
            except ZeroDivisionError:
                yield None
    finally:
        print("closed")


def safe(values):
    for v in values:
        try:
            result = 10 // v
        except ZeroDivisionError:
            result = None
        yield result


print(list(guarded([5, 2])), list(safe([1, 0, 3])))
