"""Comparisons used as numbers, and numbers used as conditions."""

a = [1, 5, 3, 0]
print(sum(x > 2 for x in a), [x > 2 for x in a], (a[0] > 0) + (a[1] > 0), (a[0] > 0) * 10, [int(x > 2) for x in a], -(3 > 2), (3 > 2) / 2)
count = 0
for x in a:
    count += x > 2
print(count)
parity = [x % 2 == 0 for x in a]
parity.append(1)
print(parity, parity.count(True), True in parity, parity.index(1), sorted(parity))
sign = (a[0] > 0) - (a[0] < 0)
print(sign, [(x > 0) - (x < 0) for x in (-5, 0, 5)], "yes" if sign else "no", max(x > 1 for x in a), ["n", "y"][a[1] > a[0]])
