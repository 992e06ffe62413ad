"""Every augmented operator on ints, and the type change of /=."""

x = 17
x += 5
x -= 2
x *= 3
print(x)
x //= 7
print(x)
x %= 5
print(x)
x **= 5
print(x)
x <<= 3
x >>= 1
x |= 1
x &= 0xFFF
x ^= 0xF0
print(x)
y = 7
y /= 2
print(y)
y //= 1
print(y)
z = 3
z += 0.5
print(z)
