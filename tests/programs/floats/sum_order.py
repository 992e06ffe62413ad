"""Sums and products are done in order, without reassociation."""

values = [0.1] * 10
total = 0.0
for v in values:
    total += v
print(total)
print(1e16 + 1.0 - 1e16, 1.0 + 1e16 - 1e16, 0.1 + 0.2 + 0.3, 0.1 + (0.2 + 0.3))
product = 1.0
for v in [0.1, 3, 0.7, 11]:
    product *= v
print(product)
print(sum(x * x for x in [0.1, 0.2, 0.3]), sum([1e308, 1e308, -1e308]), 0.1**2, 0.1 * 0.1)
