"""Functions as values called with and without what they have defaults for, by position and by keyword."""

def counter():
    count = 0
    def step(by=1):
        nonlocal count
        count += by
        return count
    return step
a, b = counter(), counter()
print(a(), a(5), b(), a())
add = lambda a, b=10: a + b
print(add(1), add(1, 2))
def apply(f, *args):
    return f(*args)
print(apply(add, 1, 2), apply(lambda x, y: x * y, 3, 4))
def k(x, key=None, rev=False):
    return x, key, rev
fs = {"k": k}
print(fs["k"](1), fs["k"](1, 2), fs["k"](1, rev=True), fs["k"](rev=False, x=2))
def one(n, scale=2): return n * scale
def two(n): return n + 1
print([f(3) for f in (one, two)])
