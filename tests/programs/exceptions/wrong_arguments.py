"""Calls with wrong arguments."""


def f(a, b=1):
    return a + b


for call in (lambda: f(), lambda: f(1, 2, 3), lambda: f(1, c=2), lambda: f(1, a=2)):
    try:
        print(call())
    except TypeError as error:
        print(error)
