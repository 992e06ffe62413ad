"""Ints of all sizes in one list: sorting, min, max, sets, dict keys, index."""

values = [5, 2**64, -(2**70), 0, 10**30, -1, 2**63 - 1, 2**63]
print(sorted(values), min(values), max(values), sum(values), values.index(2**64), 10**30 in values)
d = {2**64: "big", 5: "small"}
d[2**64] += "!"
print(d, d[2**32 * 2**32], d.get(2**65))
print({2**64, 2**64 + 0, 5, 5}, [v % 7 for v in values], [v // 10**9 for v in values], [len(str(v)) for v in values])
total = 2**63 - 3
for i in range(6):
    total += 1
    print(total, end=" ")
print()
n = -(2**63) + 2
while n > -(2**63) - 2:
    n -= 1
print(n, abs(n), n * -1, n // -1, n % 10, -n)
