"""Functions as values know their names."""

def one(n):
    return n + 1
def two(n):
    return n * 2
class C:
    def m(self, n):
        return n - 1
for f in (one, two, C().m, lambda n: n, abs):
    print(f.__name__, f(3))
def show(f):
    return f.__name__
print(show(one), show(two), one.__name__)
def timed(fn):
    def inner(x):
        return f"{fn.__name__}: {fn(x)}"
    return inner
print(timed(one)(4), timed(two)(4))
table = {f.__name__: f for f in [one, two]}
print(sorted(table), table["two"](5))
