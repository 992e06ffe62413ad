"""random with a seed gives CPython's numbers, or is refused."""

import random

random.seed(42)
print(random.random(), random.randint(1, 100), random.choice("abc"), random.sample(range(10), 3))
a = [1, 2, 3, 4]
random.shuffle(a)
print(a)
