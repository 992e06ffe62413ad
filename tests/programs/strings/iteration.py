"""enumerate, zip, reversed, comprehension and unpacking over strings."""

for i, ch in enumerate("ab", start=1):
    print(i, ch)
for a, b in zip("abc", "xy"):
    print(a + b)
print("".join(reversed("abc")), [c * 2 for c in "ab"], {c: i for i, c in enumerate("aba")})
a, *b, c = "hello"
print(a, b, c)
x, y = "xy"
print(y, x, *"abc", sep="-")
print(list(map(ord, "ab")), "".join(map(chr, [72, 105])), any(c.isdigit() for c in "a1"), all(c.isalpha() for c in "a1"))
print("".join(c for c in "h3l10" if not c.isdigit()), sum(int(c) for c in "1234"), dict(zip("ab", [1, 2])), max("hello", key="hello".count))
