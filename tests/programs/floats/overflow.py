"""float overflow in ** raises; in * it is inf."""

print(1e200 * 1e200)
try:
    print(1e200**2)
except OverflowError as error:
    print(type(error).__name__, error)
try:
    print(2.0**10000)
except OverflowError as error:
    print(type(error).__name__, error)
print(2.0**-10000, 10.0**-400, (-8.0) ** 3, (-2.0) ** -3, 0.0**0, 2**-1074)
try:
    print(10**400 * 1.0)
except OverflowError as error:
    print(type(error).__name__, error)
