"""Default arguments are evaluated at the definition, not at the call."""

n = 1


def show(value=n, other=n + 1):
    return value, other


n = 50
print(show(), show(2), show(other=3))

counter = [0]


def tick():
    counter[0] += 1
    return counter[0]


def stamp(t=tick()):
    return t


print(stamp(), stamp(), tick(), stamp())
