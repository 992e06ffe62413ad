"""** with ints, negative exponents, and pow with a modulus."""

print(2**10, (-2) ** 3, -(2**2), -(2**2), 0**0, 1**1000, (-1) ** 7)
print(2**-1, 10**-2, (-2) ** -2)
print(2**64, 3**50, (-3) ** 41)
print(pow(2, 10), pow(2, 10, 1000), pow(3, 200, 13), pow(-3, 3, 5), pow(3, -1, 7))
print(pow(7, 0, 1), pow(2, 5, -7))
print(2**3**2, (2**3) ** 2, -(3**2))
print(2**0.5, 4**0.5, 2.0**3, 10**2.0)
try:
    print(0**-1)
except ZeroDivisionError as error:
    print(error)
