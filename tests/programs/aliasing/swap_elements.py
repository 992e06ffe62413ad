"""Swaps of elements, rows and slices."""

a = [1, 2, 3, 4]
a[0], a[-1] = a[-1], a[0]
print(a)
rows = [[1, 1], [2, 2], [3, 3]]
rows[0], rows[2] = rows[2], rows[0]
rows[0][0] = 9
print(rows)
a[:2], a[2:] = a[2:], a[:2]
print(a)
i = 0
i, a[i] = 2, "set"
print(i, a)
x = [0, 1, 2]
i = 0
x[i], i = 5, 1
print(x, i)
