"""Sets of floats, tuples, negative and mixed numbers."""

print({0.5, 1.5, 2.0, -0.25}, {1.0, 2, 3.5, -7}, {0.1, 1, 2.5})
print({(1, 2), (0, 0), (3, 1)}, {(1,), (2,), ()}, {(0, 1), (1, 0), (1, 1), (0, 0)})
print({-5, 5, -1, 1, 0}, {10**20, 5, -(10**20)}, frozenset([3, 1, 2, 40, 8]), {frozenset({1, 2}), frozenset()} == {frozenset(), frozenset({2, 1})})
