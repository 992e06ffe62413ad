"""Using None as a number is a TypeError."""


def half(n):
    if n % 2 == 0:
        return n // 2


print(half(4) + 1)
try:
    print(half(3) + 1)
except TypeError as error:
    print(error)
