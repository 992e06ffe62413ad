"""Values that cannot be ordered."""


def attempt(f):
    try:
        print(f())
    except TypeError as error:
        print(error)


attempt(lambda: sorted([1, "a"]))
attempt(lambda: [1] < ["a"])
attempt(lambda: max([None, 1]))
attempt(lambda: (1, "a") < (2, 3))
