"""order=True, frozen=True, hashing, fields left out of comparison and repr."""

from dataclasses import dataclass, field, replace


@dataclass(order=True)
class Job:
    priority: int
    name: str = field(compare=False)


@dataclass(frozen=True)
class Key:
    a: int
    b: str


print(sorted([Job(3, "c"), Job(1, "z"), Job(2, "a")]), Job(1, "x") == Job(1, "y"), Job(1, "a") < Job(2, "a"), max(Job(1, "p"), Job(5, "q")))
k = Key(1, "x")
print({k: 1}[Key(1, "x")], len({k, Key(1, "x"), Key(2, "x")}), hash(k) == hash(Key(1, "x")), replace(k, b="new"))
try:
    k.a = 5
except AttributeError as error:
    print(type(error).__name__, error)
