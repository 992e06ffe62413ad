"""Appending the same buffer many times, and appending copies."""


def wrong(n):
    rows = []
    row = []
    for i in range(n):
        row.append(i)
        rows.append(row)
    return rows


def right(n):
    rows = []
    row = []
    for i in range(n):
        row.append(i)
        rows.append(list(row))
    return rows


def cleared(n):
    out = []
    buffer = []
    for i in range(n):
        buffer.append(i)
        if i % 2:
            out.append(buffer)
            buffer = []
    buffer.append("rest")
    return out, buffer


print(wrong(3))
print(right(3))
print(cleared(4))
