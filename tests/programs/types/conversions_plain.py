"""The same conversions in mixed use."""

text = "3 4.5 x"
out = []
for part in text.split():
    try:
        out.append(int(part))
    except ValueError:
        try:
            out.append(float(part))
        except ValueError:
            out.append(part)
print(out, [type(x).__name__ for x in out])
print(sum(int(d) for d in str(2**20)), int("".join(map(str, [1, 2, 3]))), float(str(0.1)), str(int("007")), list(str(120))[::-1], bool(int("0")))
