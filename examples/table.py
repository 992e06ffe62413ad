"""Formats rows as a text table: columns as wide as they need to be, numbers to the right.

Shows: the format-specification language with nested fields, values of several types in one list, str methods.
"""


def cell(value):
    """How one value is printed."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def render(header, rows):
    """The table as a list of lines."""
    texts = [[cell(value) for value in row] for row in rows]
    widths = [max(len(name), *(len(row[i]) for row in texts)) for i, name in enumerate(header)]
    right = [all(is_number(row[i]) or row[i] is None for row in rows) for i in range(len(header))]

    def line(parts):
        padded = [f"{part:{'>' if r else '<'}{w}}" for part, w, r in zip(parts, widths, right)]
        return "| " + " | ".join(padded) + " |"

    rule = "+" + "+".join("-" * (w + 2) for w in widths) + "+"
    return [rule, line(header), rule, *(line(row) for row in texts), rule]


def main():
    header = ["planet", "moons", "mass (earths)", "radius km", "rings"]
    rows = [
        ["Mercury", 0, 0.055, 2440, False],
        ["Venus", None, 0.815, 6052, False],
        ["Earth", 1, 1.0, 6371, False],
        ["Jupiter", 95, 317.83, 69911, True],
        ["Neptune", 16, 17.147, 24622, True],
    ]
    for text in render(header, rows):
        print(text)

    print()
    print(f"{'title case':^20}|{'left':<8}|{'right':>8}|")
    for value in (0, 7, 255, -42):
        print(f"{value:>6d} {value:+d} {value:#06x} {value:b} {value:e} {value:%}")
    for value in (3.14159, 1234567.891, 0.000012345):
        print(f"{value:10.3f} {value:,.2f} {value:.3e} {value:g} {value!r:>14}")


if __name__ == "__main__":
    main()
