"""A dict or a set that grows under its loop is an error; changing values is not."""


def grow(d):
    for key in d:
        d[key + 10] = 0


def change(d):
    for key in d:
        d[key] += 1
    return d


def grow_set(s):
    for item in s:
        s.add(item + 100)


print(change({1: 1, 2: 2}))
try:
    grow({1: 1, 2: 2})
except RuntimeError as error:
    print(type(error).__name__, error)
try:
    grow_set({1, 2})
except RuntimeError as error:
    print(type(error).__name__, error)
