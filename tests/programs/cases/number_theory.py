"""Perfect, amicable, Armstrong, Fermat, Euler's totient, extended Euclid, modular inverse, CRT."""

import math


def divisors(n):
    small = [d for d in range(1, math.isqrt(n) + 1) if n % d == 0]
    return small + [n // d for d in reversed(small) if d * d != n]


def armstrong(n):
    return n > 0 and sum(int(d) ** len(str(n)) for d in str(n)) == n


def totient(n):
    result = n
    p = 2
    while p * p <= n:
        if n % p == 0:
            while n % p == 0:
                n //= p
            result -= result // p
        p += 1
    if n > 1:
        result -= result // n
    return result


def extended_gcd(a, b):
    if b == 0:
        return (1, 0)
    x, y = extended_gcd(b, a % b)
    return (y, x - (a // b) * y)


def inverse(a, n):
    b, _ = extended_gcd(a, n)
    if b < 0:
        b = (b % n + n) % n
    return b


def crt(n1, r1, n2, r2):
    x, y = extended_gcd(n1, n2)
    m = n1 * n2
    return ((r2 * x * n1 + r1 * y * n2) % m + m) % m


def gray(n):
    return [format(i ^ (i >> 1), f"0{n}b") for i in range(2**n)]


if __name__ == "__main__":
    print(divisors(36), [n for n in range(1, 500) if sum(divisors(n)) == 2 * n], [n for n in range(2000) if armstrong(n)])
    print([totient(n) for n in range(1, 13)], extended_gcd(10, 6), extended_gcd(-7, 5), inverse(2, 5), inverse(17, 3120), crt(5, 1, 7, 3), crt(10**12 + 39, 5, 10**9 + 7, 11), gray(3))
