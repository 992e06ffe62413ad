"""Defaults of dataclass fields: made once, seen on the class, shared; the hash that orders a set."""

from collections import deque
from dataclasses import dataclass, field

count = 0


def numbered():
    global count
    count += 1
    return count


@dataclass(frozen=True)
class Origin:
    x: int = 0
    y: int = 0


@dataclass
class Ticket:
    number: int = numbered()
    origin: Origin = Origin(1, 2)
    notes: list = field(default_factory=list)
    weight: float = field(default=2.5, compare=False)
    queue: deque = field(default_factory=deque, repr=False)


a, b = Ticket(), Ticket()
print(a, b, a == b, count)
print(a.origin is b.origin, a.notes is b.notes, a.number, Ticket.number, Ticket.weight, Ticket.origin)
a.notes.append("x")
print(a == b, b.notes, Ticket(weight=1.0) == Ticket(weight=9.0))
print({Origin(i, -i) for i in range(6)}, len({Origin(), Origin(0, 0)}))
print({Origin(3, 4): "three"}[Origin(3, 4)], hash(Origin(1, 2)) == hash(Origin(1, 2)))
a.queue.append(1)
print(a.queue, b.queue, len(a.queue) + len(b.queue))
