"""Functions in lists and dicts, as attributes, compared, with names."""


def one():
    return 1


def two():
    return 2


table = [one, two, len]
print(table[0]() + table[1](), table[2]("abc"), one is one, one == two, one.__name__, table.index(two), {one: "f"}[one])
chosen = two if table else one
print(chosen(), [f() for f in (one, two)], max([one, two], key=lambda f: f()).__name__)
one = two
print(one(), table[0]())


def redefined():
    return "old"


keep = redefined


def redefined():
    return "new"


print(keep(), redefined())
