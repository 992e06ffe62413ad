"""Operators on values that may be of several kinds, told apart when the program runs."""


def total(items):
    result = 0
    for item in items:
        if isinstance(item, str):
            result = result + len(item)
        else:
            result = result + item
    return result


def combine(a, b):
    try:
        return a + b
    except TypeError as error:
        return str(error)


values = [1, "two", 3, "four"]
value = "zwei"
print(total(values))
for x in values:
    for y in (5, "six"):
        print(combine(x, y), end=" | ")
print()
print([x * 2 for x in values])
for x in values:
    try:
        print(-x, abs(x))
    except TypeError as error:
        print(error)
for x in values:
    try:
        print(x + value)
    except TypeError as error:
        print(error)
mixed = [[1, 2], "abc", (3, 1)]
for m in mixed:
    try:
        print(1 in m, m * 2)
    except TypeError as error:
        print(error)
numbers = [0, "a", 2]
letters = ["p", "q", "r"]
for n in numbers:
    try:
        print(letters[n])
    except TypeError as error:
        print(error)
