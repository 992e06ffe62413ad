"""Membership in every container, by equality."""

print(2 in [1, 2], 2.0 in [1, 2], "2" in [1, 2], [1] in [[1]], (1, 2) in {(1, 2)}, "a" in {"a": 1}, 1 in {"a": 1}, None in [None], "" in "abc", 5 not in (1, 2))
print("bc" in "abc", "ac" in "abc", 3 in range(5), 2.0 in range(5), 2.5 in range(5), -1 in range(5), True in [1], [] in [], {} in [{}])


class Always:
    def __eq__(self, other):
        return True


print(Always() in [5], 5 in [Always()], Always() == 3)
