"""__lt__ for sorting, total_ordering, reflected comparison."""

from functools import total_ordering


class Card:
    def __init__(self, rank, suit):
        self.rank, self.suit = rank, suit

    def __lt__(self, other):
        return self.rank < other.rank

    def __repr__(self):
        return f"{self.rank}{self.suit}"


cards = [Card(3, "h"), Card(1, "s"), Card(3, "c"), Card(2, "d")]
print(sorted(cards), max(cards), min(cards), sorted(cards, reverse=True), Card(1, "x") > Card(0, "y"))


@total_ordering
class Version:
    def __init__(self, text):
        self.parts = tuple(int(p) for p in text.split("."))

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts


v, w = Version("1.10"), Version("1.9.5")
print(v > w, v >= w, v <= w, v == Version("1.10"), v != w)
try:
    print(Card(1, "a") <= Card(2, "b"))
except TypeError as error:
    print(error)
