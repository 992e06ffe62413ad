"""A negative number to a fractional power is complex: it must not become nan."""

try:
    print((-8) ** 0.5)
except Exception as error:
    print(error)
