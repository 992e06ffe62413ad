"""hash of numbers and tuples is CPython's."""

print(hash(1), hash(-1), hash(0), hash(2**61 - 1), hash(2**61), hash(-(2**61)), hash(2**64), hash(1.5), hash(0.1), hash(float("inf")), hash(True), hash((1, 2)), hash(()), hash(10**30), hash(-2.0), hash(frozenset([1, 2])) == hash(frozenset([2, 1])))
