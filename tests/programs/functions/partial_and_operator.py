"""functools.partial, operator functions, cmp_to_key."""

import operator
from functools import cmp_to_key, partial, reduce

base2 = partial(int, base=2)
add5 = partial(operator.add, 5)
print(base2("101"), add5(3), reduce(operator.mul, range(1, 6)), sorted([(1, "b"), (2, "a")], key=operator.itemgetter(1)), operator.itemgetter(0, 2)("abc"))
print(sorted(["bb", "a", "ccc"], key=cmp_to_key(lambda a, b: len(b) - len(a))), sorted([3, 30, 34, 5, 9], key=cmp_to_key(lambda a, b: -1 if str(a) + str(b) > str(b) + str(a) else 1)))


def greet(greeting, name, end="!"):
    return greeting + " " + name + end


hi = partial(greet, "hi", end="?")
print(hi("bob"), hi("amy", end="."), list(map(partial(pow, 2), range(4))))
