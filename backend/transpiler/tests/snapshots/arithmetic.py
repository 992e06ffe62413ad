"""Whole numbers without bounds."""


def gcd(a, b):
    """The greatest common divisor."""
    while b:
        a, b = b, a % b
    return a


def power_sum(n):
    return sum(i**2 for i in range(1, n + 1)) // 2


print(gcd(48, 36), power_sum(10), -7 // 2, 2**100)
