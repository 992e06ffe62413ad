"""Iteration and membership through __getitem__ alone."""


class Squares:
    def __getitem__(self, i):
        if i >= 4:
            raise IndexError(i)
        return i * i


print(list(Squares()), 9 in Squares(), 5 in Squares(), [x for x in Squares()])
