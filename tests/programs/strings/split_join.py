"""split, rsplit, splitlines, partition, join."""

print("a b  c ".split(), "a b  c ".split(" "), " a b ".split(None), "a,b,,c".split(","), "".split(), "".split(","))
print("a,b,c".split(",", 1), "a b c d".split(None, 2), "a,b,c".rsplit(",", 1), "abc".split("abc"), "aXXbXXc".split("XX"))
print("a\nb\r\nc\n".splitlines(), "a\nb".splitlines(True), "".splitlines(), "\n".splitlines(), "a\n\nb".split("\n"))
print("k=v=w".partition("="), "k=v=w".rpartition("="), "none".partition("="), "none".rpartition("="))
print("-".join(["a", "b"]), ",".join("xyz"), "".join([]), ", ".join(str(i) for i in range(3)), "x".join(["one"]))
print("  a  b\tc\n d ".split(), "a  b".split(" ", 1), "1-2-3".rsplit("-"), " x y ".split(None, 1))
for bad in ("",):
    try:
        "abc".split(bad)
    except ValueError as error:
        print(error)
try:
    print(",".join(["a", 1]))
except TypeError as error:
    print(error)
