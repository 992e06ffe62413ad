"""match on classes, sequences, mappings and kinds, with captures, guards and jumps."""

from dataclasses import dataclass

@dataclass
class Point:
    x: int
    y: int

class Circle:
    __match_args__ = ("center", "r")
    def __init__(self, center, r):
        self.center = center
        self.r = r

def shape(s):
    match s:
        case Point(0, 0):
            return "origin"
        case Point(x, 0):
            return f"on x at {x}"
        case Point(x=0, y=y):
            return f"on y at {y}"
        case Point() as p:
            return f"point {p.x},{p.y}"
        case Circle(Point(x, y), r) if r > 10:
            return f"big {x} {y} {r}"
        case Circle(_, r):
            return f"circle {r}"

for s in (Point(0, 0), Point(3, 0), Point(0, 4), Point(1, 2), Circle(Point(1, 1), 20), Circle(Point(0, 0), 2)):
    print(shape(s))

def seq(items):
    match items:
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case [1, *rest]:
            return f"starts with 1, rest {rest}"
        case [first, *_, last]:
            return f"{first}..{last}"

for l in ([], [5], [1, 2, 3], [4, 5, 6], [9, 9]):
    print(seq(l))

def tup(t):
    match t:
        case (0, y):
            return f"zero {y}"
        case (x, 0):
            return f"{x} zero"
        case (x, y) if x == y:
            return f"same {x}"
        case (x, y):
            return f"{x},{y}"

for t in ((0, 1), (1, 0), (2, 2), (2, 3)):
    print(tup(t))

def command(text):
    match text.split():
        case ["go", direction]:
            return "going " + direction
        case ["take", item]:
            return "got " + item
        case ["drop", *items]:
            return "dropped " + ",".join(items)
        case [] | [""]:
            return "nothing"
        case _:
            return "what?"
    
print(command("drop a b c"), command("go north"), command(""), command("dance now"))

def mapping(d):
    match d:
        case {"type": "circle", "r": r}:
            return f"circle {r}"
        case {"type": "rect", **rest}:
            return f"rect {sorted(rest.items())}"
        case {}:
            return "other"

print(mapping({"type": "circle", "r": "5"}), mapping({"type": "rect", "w": "1", "h": "2"}), mapping({"z": "1"}))

def kind(v):
    match v:
        case True | False:
            return "bool"
        case int() | float():
            return "number"
        case str(s) if len(s) > 3:
            return "long " + s
        case str():
            return "short"
        case None:
            return "none"
        case [int(a), str(b)]:
            return f"pair {a} {b}"
        case list():
            return "list"

for v in (True, 1, 2.5, "abcd", "ab", None, [1, "x"], [1, 2]):
    print(kind(v))

def guard(n):
    match n:
        case x if x < 0:
            r = "neg"
        case 0:
            r = "zero"
        case x if x % 2 == 0:
            r = "even"
        case _:
            r = "odd"
    return r, x

print(guard(-1), guard(0), guard(4), guard(7))
RED = "red"
class C:
    RED = "red"
    BLUE = "blue"
def color(c):
    match c:
        case C.RED: return 1
        case C.BLUE: return 2
    return 0
print(color("red"), color("blue"), color("x"))
for i in range(6):
    match i % 3:
        case 0:
            continue
        case 1:
            if i > 3:
                break
        case _:
            pass
    print("loop", i)
