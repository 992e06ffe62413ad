"""Enum members: names, values, iteration, lookup, comparison."""

from enum import Enum, IntEnum


class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3


class Level(IntEnum):
    LOW = 1
    HIGH = 10


print(Color.RED, repr(Color.GREEN), Color.BLUE.name, Color.BLUE.value, Color(2), Color["RED"], Color.RED == Color.RED, Color.RED == 1, Color.RED is Color.RED)
print([c.name for c in Color], {Color.RED: "stop"}[Color.RED], len(Color), Level.LOW < Level.HIGH, Level.HIGH + 1, sorted([Level.HIGH, Level.LOW]), Color.RED in Color)
try:
    Color(9)
except ValueError as error:
    print(error)
