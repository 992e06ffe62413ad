"""pass, ... and docstrings as bodies; functions that return None."""


def nothing():
    pass


def dots(): ...


def documented():
    """Only a docstring."""


def maybe(x):
    if x:
        return x


print(nothing(), dots(), documented(), maybe(0), maybe(3), documented.__doc__, nothing() is None)
print([maybe(i) for i in range(3)], print("inner"))
