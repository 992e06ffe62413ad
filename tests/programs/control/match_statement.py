"""match: literals, sequences, classes, guards, captures."""


def describe(value):
    match value:
        case 0:
            return "zero"
        case 1 | 2:
            return "small"
        case int() if value < 0:
            return "negative"
        case str() as s:
            return "text " + s
        case [x]:
            return f"one {x}"
        case [x, y, *rest]:
            return f"{x} {y} and {len(rest)}"
        case {"k": v}:
            return f"k={v}"
        case None:
            return "nothing"
        case _:
            return "other"


for value in (0, 2, -5, 99, "a", [7], [1, 2, 3], {"k": 1, "z": 2}, None, 2.5):
    print(describe(value))
