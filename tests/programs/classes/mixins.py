"""Several bases: the order of look-up, super() along it, mixins, a diamond of initialisers, abstract bases."""

from abc import ABC, abstractmethod
from dataclasses import dataclass


class A:
    label = "a"

    def who(self):
        return "A"

    def chain(self):
        return ["A"]


class B(A):
    def who(self):
        return "B"

    def chain(self):
        return ["B"] + super().chain()


class C(A):
    label = "c"

    def who(self):
        return "C" + super().who()

    def chain(self):
        return ["C"] + super().chain()


class D(B, C):
    def chain(self):
        return ["D"] + super().chain()


class Named:
    def __init__(self, name):
        self.name = name
        print("named", name)


class Loud:
    def shout(self):
        return self.name.upper() + self.mark()

    def mark(self):
        return "!"


class Comparable:
    def __lt__(self, other):
        return self.key() < other.key()

    def __eq__(self, other):
        return self.key() == other.key()


class Dog(Loud, Comparable, Named):
    def __init__(self, name, age):
        super().__init__(name)
        self.age = age

    def key(self):
        return (self.age, self.name)

    def __repr__(self):
        return f"Dog({self.name})"


class Quiet(Dog):
    def mark(self):
        return "." + super().mark()


class Base:
    def __init__(self):
        self.steps = ["base"]


class Left(Base):
    def __init__(self):
        super().__init__()
        self.steps.append("left")


class Right(Base):
    def __init__(self):
        super().__init__()
        self.steps.append("right")


class Bottom(Left, Right):
    def __init__(self):
        super().__init__()
        self.steps.append("bottom")


class Drawable(ABC):
    @abstractmethod
    def draw(self):
        pass


class Sized(ABC):
    @property
    @abstractmethod
    def size(self):
        pass

    def describe(self):
        return f"{self.size} wide"


class Box(Drawable, Sized):
    def __init__(self, n):
        self.n = n

    def draw(self):
        return "#" * self.size

    @property
    def size(self):
        return self.n


@dataclass
class Position:
    x: int
    y: int = 0


@dataclass
class Colour:
    name: str = "red"


@dataclass
class Spot(Colour, Position):
    size: int = 1


d = D()
print(d.who(), d.chain(), B().chain(), d.label, D.label, C().who())
print(isinstance(d, C), isinstance(d, A), isinstance(B(), C))
dogs = [Dog("rex", 3), Quiet("ada", 3), Dog("bo", 1)]
print(sorted(dogs[::2]), dogs[0].shout(), dogs[1].shout(), dogs[0] == Dog("rex", 3), dogs[2] < dogs[0])
print(Bottom().steps, Left().steps, Right().steps)
print(Box(3).draw(), Box(2).describe())
try:
    Drawable()
except TypeError as error:
    print(error)
print(Spot(1), Spot(1, 2, "blue", 3), Spot(1) == Spot(1, 0))
