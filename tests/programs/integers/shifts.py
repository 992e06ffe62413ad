"""Shifts grow without wrapping; right shifts floor."""

print(1 << 10, 1 << 62, 1 << 63, 1 << 64, 1 << 100)
print(-1 << 63, -1 << 64, 3 << 62)
print(-1 >> 1, -1 >> 100, -5 >> 1, 5 >> 1, 5 >> 100)
print((1 << 100) >> 98, -(1 << 100) >> 98, 0 << 1000)
x = 1
for _ in range(130):
    x <<= 1
print(x)
x >>= 129
print(x)
for shift in (-1,):
    try:
        print(1 << shift)
    except ValueError as error:
        print(error)
    try:
        print(1 >> shift)
    except ValueError as error:
        print(error)
