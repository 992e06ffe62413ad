"""Dataclasses that inherit, and one that holds others."""

from dataclasses import dataclass
from typing import Optional


@dataclass
class Base:
    id: int
    name: str = "none"


@dataclass
class Child(Base):
    level: float = 1.0
    parent: Optional[Base] = None


c = Child(1, level=2.5)
print(c, Child(2, "x", 3, c), c == Child(1, "none", 2.5), Base(1) == Child(1), isinstance(c, Base))
c.parent = Base(7)
c.parent.name = "changed"
print(c.parent, c)
