"""Dataclasses: repr, eq, defaults, post-init, mutation."""

from dataclasses import dataclass, field


@dataclass
class Point:
    x: int
    y: int = 0
    label: str = "p"
    tags: list = field(default_factory=list)

    def __post_init__(self):
        self.norm = abs(self.x) + abs(self.y)

    def moved(self, dx):
        return Point(self.x + dx, self.y)


a, b = Point(1), Point(1, 0)
print(a, a == b, a is b, a != Point(2), a.norm, a.moved(5), Point(y=3, x=-2).norm)
a.tags.append("t")
a.x = 9
print(a, b, a == b, [Point(0)], Point(1, 2) == (1, 2))
