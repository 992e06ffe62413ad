"""Calls that cannot fit: TypeError where they run, with the message of CPython."""

def f(a, b=1):
    return a + b
for call in (lambda: f(), lambda: f(1, 2, 3), lambda: f(1, c=2), lambda: f(1, a=2)):
    try:
        print(call())
    except TypeError as error:
        print(error)
def g(x, /, y, *, z):
    return x, y, z
try:
    g(1, 2)
except TypeError as e:
    print(e)
try:
    g(1, 2, 3, z=1)
except TypeError as e:
    print(e)
try:
    g(x=1, y=2, z=3)
except TypeError as e:
    print(e)
class A:
    def __init__(self, a): self.a = a
    def m(self, b): return b
try:
    A()
except TypeError as e:
    print(e)
try:
    A(1).m()
except TypeError as e:
    print(e)
try:
    A(1).m(1, 2)
except TypeError as e:
    print(e)


def outer():
    def inner(a):
        return a

    class Local:
        def __init__(self):
            pass

    try:
        inner()
    except TypeError as e:
        print(e)
    try:
        Local(3)
    except TypeError as e:
        print(e)


outer()


def order(name):
    print("evaluated", name)
    return name


def none():
    pass


try:
    none(order("a"), order("b"))
except TypeError as e:
    print(e)
try:
    g(order(1), order(2), order(3), order(4), z=order(5))
except TypeError as e:
    print(e)
