"""Sums, products and differences past 64 bits."""

big = 2**63 - 1
print(big, big + 1, -big - 1, -big - 2)
print(big * big, (big + 1) * (big + 1))
print(big * 2 - big, -(-big - 1))
print(10**18 * 10, 9223372036854775807 + 1, -9223372036854775808 - 1)
print(abs(-(2**63)), -(-(2**63)))
x = 1
for i in range(70):
    x *= 3
print(x)
total = 0
for i in range(10):
    total += 2**62
print(total, total - 10 * 2**62)
