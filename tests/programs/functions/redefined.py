"""A name bound to several functions, and to other values."""

def f():
    return 1
print(f())
def f():
    return "two"
print(f())
g = f
def f(x, y=1):
    return x + y
print(g(), f(2), f(2, y=5))
f = 3
print(f)
import sys
if len(sys.argv) > 5:
    def sq(x):
        return x
else:
    def sq(x):
        return x * x
print(sq(4))
def main():
    def f(x):
        return x ** 3
    print(f(2))
    f = lambda x: x + 1
    print(f(2))
main()
