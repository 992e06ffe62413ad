def halves(values):
    out = []
    for value in values:
        if isinstance(value, str):
            out.append(value[: len(value) // 2])
        else:
            out.append(value / 2)
    return out


print(halves(["abcd", 5]))
