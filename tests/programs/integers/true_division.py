"""/ is always a float, and correctly rounded for huge ints."""

print(7 / 2, -7 / 2, 6 / 3, 0 / 5, 1 / 3)
print(10**30 / 10**29, (2**70) / (2**69), 10**400 / 10**399)
print(2**53 / 1, (2**53 + 1) / 1, 1 / 10**30)
try:
    print(10**400 / 3)
except OverflowError as error:
    print(error)
for a, b in ((1, 0), (0, 0)):
    try:
        print(a / b)
    except ZeroDivisionError as error:
        print(error)
