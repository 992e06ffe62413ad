"""A module variable that changes its type and that functions read."""

x = 1
x = "a"
def f():
    return x
print(f(), x)
