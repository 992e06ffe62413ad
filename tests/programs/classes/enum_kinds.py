"""Enums with methods, aliases, auto, values of several kinds; IntEnum and StrEnum among plain values."""

import enum
from enum import Enum, IntEnum, StrEnum, auto, unique


class Shape(Enum):
    """What can be drawn."""

    CIRCLE = auto()
    SQUARE = auto()
    BOX = 2
    LINE = auto()

    @property
    def round(self):
        return self is Shape.CIRCLE

    def describe(self, prefix="a"):
        return f"{prefix} {self.name.lower()} ({self.value})"

    @classmethod
    def flat(cls):
        return [s for s in cls if not s.round]

    @staticmethod
    def count():
        return len(Shape)

    def __str__(self):
        return self.name.title()


@unique
class Op(enum.Enum):
    ADD = "+"
    SUB = "-"

    def apply(self, a, b):
        if self == Op.ADD:
            return a + b
        return a - b


class Planet(Enum):
    MERCURY = (3.5, 2.5)
    EARTH = (6.0, 6.25)

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius

    @property
    def gravity(self):
        return self.mass / (self.radius * self.radius)


class Level(IntEnum):
    LOW = 1
    MID = 5
    HIGH = 10


class Word(StrEnum):
    YES = auto()
    NO = "nope"


class Mixed(Enum):
    ONE = 1
    TEXT = "one"
    NOTHING = None


print(Shape.SQUARE, repr(Shape.SQUARE), Shape.BOX is Shape.SQUARE, list(Shape), [str(s) for s in Shape.flat()])
print(Shape.LINE.describe(), Shape.CIRCLE.describe("the"), Shape.count(), Shape(2), Shape["BOX"].name, Shape(Shape.LINE))
print(Op("+").apply(2, 3), Op["SUB"].apply(2, 3), [op.value for op in Op], Op.ADD != Op.SUB, Op.ADD in Op)
print(Planet.EARTH.gravity, Planet.MERCURY.value, Planet((3.5, 2.5)).name, f"{Planet.EARTH} {Planet.EARTH!r:>10}")
print(f"[{Op.ADD:>8}] {Op.SUB:10}|", "%s %r" % (str(Op.ADD), repr(Op.SUB)), {Op.ADD: 1, Op.SUB: 2})
print(Level.LOW, repr(Level.LOW), Level.LOW + 1, Level.HIGH > Level.LOW, Level.MID == 5, 5 == Level.MID, Level(10).name)
print(sorted([Level.HIGH, Level.LOW]), max(Level.LOW, Level.MID), [10, 20, 30][Level.LOW], f"{Level.MID:03d} {Level.MID}")
print("many" if Level.LOW else "none", -Level.LOW, Level.HIGH // 3, list(range(Level.MID)), Level.LOW < 2.5, 3 * Level.MID)
print({Level.LOW, Level.HIGH, Level.MID}, {level: level.value * 2 for level in Level})
print(Word.YES, repr(Word.NO), Word.YES == "yes", Word.NO + "!", f"{Word.NO:>6}", Word("nope").name)
print([m.value for m in Mixed], Mixed(None), Mixed("one") is Mixed.TEXT)
for shape, op in zip(Shape, Op):
    print(shape, op.name)
for i, level in enumerate(Level, 1):
    print(i, level.name, end="; ")
print()

counts = {shape: 0 for shape in Shape}
for shape in [Shape.LINE, Shape.BOX, Shape.SQUARE]:
    counts[shape] += 1
print({shape.name: n for shape, n in counts.items()})


def pick(op):
    match op:
        case Op.ADD:
            return "plus"
        case Op.SUB:
            return "minus"


print(pick(Op.SUB), pick(Op.ADD), isinstance(Op.ADD, Op), isinstance(Level.LOW, int), type(Op.ADD).__name__)
for look in (lambda: Shape(7), lambda: Op("*"), lambda: Level(3)):
    try:
        print(look())
    except ValueError as error:
        print(error)
try:
    print(Shape["OVAL"])
except KeyError as error:
    print("no", error)
try:
    print(Op.ADD < Op.SUB)
except TypeError as error:
    print(error)
