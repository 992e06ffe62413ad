"""Indices and slices: negative, out of range, with steps."""

s = "abcdefgh"
print(s[0], s[-1], s[-8], s[2:5], s[:3], s[5:], s[-3:], s[:-3], s[::2], s[1::3], s[::-1], s[::-2])
print(s[5:2], s[2:100], s[-100:2], s[100:], s[6:1:-1], s[6:1:-2], s[-2:-6:-1], s[:2:-1], s[2::-1], repr(s[3:3]))
for i in (8, -9):
    try:
        print(s[i])
    except IndexError as error:
        print(type(error).__name__, error)
i, j = 1, -1
print(s[i:j], s[i : j + 1], s[j], s[j:i], len(s[i:j]), s[None:None], s[:])
t = ""
print(repr(t[:1]), repr(t[::-1]))
try:
    "abc"[::0]
except ValueError as error:
    print(error)
