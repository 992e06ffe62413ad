"""Reading a variable that no path has set."""


def last(n):
    for k in range(n):
        pass
    return k


print(last(2))
try:
    print(last(0))
except UnboundLocalError as error:
    print(type(error).__name__, error)


def maybe(flag):
    if flag:
        value = 1
    return value


print(maybe(True))
try:
    print(maybe(False))
except NameError as error:
    print(type(error).__name__, error)
