"""Integers that outgrow 64 bits: factorials, Fibonacci numbers, digits of pi and of the square root of two.

Shows: integers of any size, generators without end, tuple assignment, gcd, floor division of negatives.
"""

from itertools import islice
from math import gcd, isqrt


def factorial(n):
    result = 1
    for k in range(2, n + 1):
        result *= k
    return result


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


def pi_digits():
    """Gibbons's spigot: the digits of pi, one after the other, for ever."""
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < n * t:
            yield n
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, l = q * k, (2 * q + r) * l, t * l, k + 1, (q * (7 * k + 2) + r * l) // (t * l), l + 2


def harmonic(n):
    """1 + 1/2 + ... + 1/n as a fraction in lowest terms."""
    top, bottom = 0, 1
    for k in range(1, n + 1):
        top, bottom = top * k + bottom, bottom * k
        divisor = gcd(top, bottom)
        top //= divisor
        bottom //= divisor
    return top, bottom


def digit_sum(n):
    return sum(int(digit) for digit in str(n))


def main():
    print("20! =", factorial(20))
    print("21! =", factorial(21))
    print("50! =", factorial(50))
    print("digits of 200! sum to", digit_sum(factorial(200)))
    print("fibonacci:", *islice(fibonacci(), 15))
    print("number 200:", next(islice(fibonacci(), 200, None)))
    print("pi:", "".join(str(digit) for digit in islice(pi_digits(), 50)))
    print("root of two:", isqrt(2 * 10**80))
    print("harmonic(30) = %d/%d" % harmonic(30))
    print("2**100 =", 2**100, "has", (2**100).bit_length(), "bits")
    print(-(10**20) // 3, -(10**20) % 3, divmod(10**20, -7))


if __name__ == "__main__":
    main()
