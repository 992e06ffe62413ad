"""functools.cmp_to_key."""

import functools
from functools import cmp_to_key


def by_length(a, b):
    if len(a) != len(b):
        return len(a) - len(b)
    return -1 if a < b else 1 if a > b else 0


words = ["bb", "a", "ccc", "aa", "c"]
print(sorted(words, key=cmp_to_key(by_length)), sorted(words, key=functools.cmp_to_key(by_length), reverse=True))
words.sort(key=cmp_to_key(lambda a, b: -1 if a + b > b + a else 1))
print(words, max(words, key=cmp_to_key(by_length)), min([[2], [1, 1]], key=cmp_to_key(lambda p, q: sum(p) - sum(q))))
nums = [3, 30, 34, 5, 9]
print("".join(map(str, sorted(nums, key=cmp_to_key(lambda x, y: int(str(y) + str(x)) - int(str(x) + str(y)))))))


def failing(a, b):
    if a > 1:
        raise ValueError("no order")
    return 0


try:
    sorted([1, 2], key=cmp_to_key(failing))
except ValueError as e:
    print(e)
