"""A function changes the caller's list, and rebinding its parameter does not."""


def extend(items):
    items += [10, 20]


def rebind(items):
    items = items + [30]
    return items


def wipe(items):
    items[:] = []


def replace(items):
    items = [1]
    items.append(2)


numbers = [1]
extend(numbers)
print(numbers)
print(rebind(numbers), numbers)
replace(numbers)
print(numbers)
wipe(numbers)
print(numbers)
