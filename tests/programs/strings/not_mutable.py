"""Strings and tuples refuse item assignment, lists do not."""


def attempt(f):
    try:
        f()
        print("fine")
    except TypeError as error:
        print(error)


def set_str():
    s = "abc"
    s[0] = "x"


attempt(set_str)
