"""An uncaught exception ends the program with exit code 1 and its last line on stderr."""


def f(n):
    print("f", n)
    if n == 0:
        raise ValueError("out of numbers")
    f(n - 1)


f(2)
print("never printed")
