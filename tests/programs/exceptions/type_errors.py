"""TypeErrors that a typed translation must not lose: refuse, or raise the same."""


def attempt(f, *args):
    try:
        print("no error:", f(*args))
    except TypeError as error:
        print(error)


def add(a, b):
    return a + b


attempt(add, 1, "a")
attempt(add, "a", 1)
attempt(add, [1], (2,))
attempt(add, None, 1)
