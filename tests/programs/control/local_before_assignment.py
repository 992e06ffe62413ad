"""An assigned name is local in the whole function."""

value = 1


def bad():
    print(value)
    value = 2


try:
    bad()
except UnboundLocalError as error:
    print(error)
print(value)
