"""Chained comparisons evaluate the middle once, and stop early."""


def f(x):
    print("f", x)
    return x


print(f(1) < f(2) < f(3))
print(f(3) < f(2) < f(1))
print(1 < 2 > 1, 1 == 1 != 2, 0 < 5 <= 5 < 6, 1 < 3 < 2, "a" <= "b" < "c", 3 > 2 == 2, (3 > 2) == True)
x = 5
print(0 <= x < 10, 0 < x > 9, x == 5 == 5.0, 1 in [1, 2] == True, not 1 < 0, 1 < x and x < 10, x is not None is True)
