"""The integer functions of math, on huge values as well."""

import math

print(math.gcd(12, 18), math.gcd(-12, 18), math.gcd(0, 5), math.gcd(), math.gcd(12, 18, 27), math.gcd(10**30, 6**40))
print(math.lcm(4, 6), math.lcm(0, 5), math.lcm(2**40, 3**30))
print(math.factorial(0), math.factorial(5), math.factorial(25))
print(math.comb(5, 2), math.comb(60, 30), math.comb(2, 5), math.perm(5, 2), math.perm(5))
print(math.isqrt(0), math.isqrt(15), math.isqrt(16), math.isqrt(10**40), math.isqrt(2**64 - 1))
print(math.floor(7), math.ceil(10**30), math.trunc(5))
