"""A failed assert without a message."""

x = 3
assert x == 3
print("one")
assert x == 4
print("two")
