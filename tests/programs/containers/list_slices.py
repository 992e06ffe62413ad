"""Reading, assigning and deleting slices, with steps and out of bounds."""

a = list(range(10))
print(a[2:5], a[-3:], a[:-7], a[::3], a[::-3], a[8:2:-2], a[20:], a[-20:2], a[5:1], a[5:-1:2])
a[2:5] = ["x"]
print(a)
a[1:1] = [100, 200]
print(a)
a[-2:] = []
print(a)
a[::2] = ["e"] * len(a[::2])
print(a)
del a[0]
del a[-1]
del a[1:3]
print(a)
b = list(range(8))
del b[::3]
print(b)
b[10:] = [77]
b[:0] = [-1]
b[5:2] = ["mid"]
print(b)
try:
    b[::2] = [1]
except ValueError as error:
    print(error)
try:
    del b[99]
except IndexError as error:
    print(error)
try:
    b[99] = 1
except IndexError as error:
    print(error)
