"""islice, takewhile, dropwhile, filterfalse, compress, count, pairwise, tee."""

from itertools import compress, count, dropwhile, filterfalse, islice, pairwise, takewhile, tee

print(list(islice(range(10), 3)), list(islice(range(10), 2, 8, 2)), list(islice("abc", 1, None)), list(takewhile(lambda x: x < 3, [1, 2, 5, 1])), list(dropwhile(lambda x: x < 3, [1, 2, 5, 1])))
print(list(filterfalse(lambda x: x % 2, range(6))), list(compress("abcd", [1, 0, 1, 0])), list(islice(count(10, -2), 3)), list(pairwise([1, 2, 3])), list(zip(count(), "ab")))
a, b = tee([1, 2])
print(list(a), list(b))
