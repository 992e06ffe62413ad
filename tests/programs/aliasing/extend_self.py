"""Extending, multiplying and assigning a list by itself."""

a = [1, 2]
a.extend(a)
print(a)
a += a
print(a)
a *= 2
print(len(a))
b = [1, 2, 3]
b[1:1] = b
print(b)
b[:] = b[::-1]
print(b)
c = [1, 2, 3, 4]
c[::2] = c[1::2]
print(c)
n = [[0]]
n *= 3
n[0].append(1)
print(n)
