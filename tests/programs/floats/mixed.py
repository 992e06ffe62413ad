"""Ints and floats in one expression: what becomes a float and when."""

print(1 + 1.0, 2 * 1.5, 3 - 3.0, 2**2.0, 4 // 2.0, 7 % 2.0, 5 / 1)
print(10 * 0.1, 3 * 0.1, sum([1, 2.5, 3]), sum([1, 2]), sum([0.5] * 4), sum([]), sum([1.0]))
print(max(1, 2.0), max(2, 2.0), max(2.0, 2), min(1, 1.0), [1, 2.0, 3])
print(0.1 * 3 == 0.3, 1e16 + 1, 2**53 + 1.0, 10**22 * 1.0, 2**64 + 0.5)


def average(values):
    return sum(values) / len(values)


def half(n):
    return n / 2 if n % 2 else n // 2


print(average([1, 2]), average([2, 2]), average([0.1, 0.2, 0.3]), half(3), half(4), [half(n) for n in range(5)])
total = 0
for x in [1, 2, 0.5]:
    total += x
    print(total)
best = 0
for x in [1.5, 1, 2]:
    if x > best:
        best = x
print(best)
