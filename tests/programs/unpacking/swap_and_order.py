"""Simultaneous assignment: the right side first, targets left to right."""

a, b, c = 1, 2, 3
a, b, c = c, a, b
print(a, b, c)
x = [1, 2, 3]
i = 0
i, x[i] = 1, "i was set first"
print(i, x)
d = {}
d["a"], d["b"] = 1, len(d)
print(d)
p = q = r = 5
p += 1
print(p, q, r)
m, n = n_m = (7, 8)
print(m, n, n_m)
lo, hi = min(x[2], 3), max(x[2], 3)
(lo, hi), k = (hi, lo), lo
print(lo, hi, k)
f0, f1 = 0, 1
for _ in range(10):
    f0, f1 = f1, f0 + f1
print(f0)
