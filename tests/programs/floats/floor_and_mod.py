"""// and % of floats: sign of the divisor, signed zeros, mixed with ints."""

for a in (7.5, -7.5, 6.0, -6.0, 0.0, 1e17):
    for b in (2.0, -2.0, 0.5, 3):
        print(a, b, a // b, a % b, divmod(a, b))
print(7 // 2.0, -7 // 2.0, 7 % -2.5, -7 % 2.5, 1 % 0.1, 1 // 0.1, 0.3 % 0.1)
