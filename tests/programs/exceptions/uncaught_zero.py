"""Uncaught division by zero in a function called in an expression."""


def ratio(a, b):
    return a / b


print("before")
print(ratio(1, 2), ratio(1, 0))
