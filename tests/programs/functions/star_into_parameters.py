"""Starred arguments and mappings whose length only the run knows, into plain parameters: filled, or TypeError."""



def add(a, b, c):
    return a + b + c
t = (1, 2, 3)
print(add(*t))
l = [1, 2, 3]
print(add(*l))
print(add(0, *[1, 2]))
print(add(0, *l[:2]))
try:
    print(add(*[1, 2]))
except TypeError as e:
    print(e)
try:
    print(add(*[1, 2, 3, 4]))
except TypeError as e:
    print(e)
try:
    print(add(1, *l))
except TypeError as e:
    print(e)


def f(a, b=2, *, c=3):
    return a, b, c
print(f(*[1]), f(*[1, 2]), f(*(1, 2), c=5))
opts = {"b": 5, "c": 6}
print(f(1, **opts))


def g(**kw):
    return f(0, **kw)
print(g(b=1), g(c=9), g())


def h(*args, **kwargs):
    return f(*args, **kwargs)
print(h(1), h(1, 2), h(1, c=4))
try:
    f(1, **{"z": 1})
except TypeError as e:
    print(e)
