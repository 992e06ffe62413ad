"""bytes: indexing gives ints, slicing gives bytes; encode and decode."""

b = b"hello\x00\xff"
print(b, len(b), b[0], b[-1], b[1:3], b[::-1], list(b[:3]), b"a" in b, 104 in b, b + b"!", b"ab" * 2)
print("héllo".encode(), "héllo".encode("utf-8").decode("utf-8"), b"abc".decode("ascii"), bytes([65, 66]), bytes(3), bytes("é", "utf-8"))
print(b"abc".hex(), bytes.fromhex("00ff10"), b"a,b".split(b","), b"-".join([b"x", b"y"]), b"Hello".upper(), b" x ".strip(), b"abc".find(b"c"), b"it's", b'q"')
print(b"a" < b"b", b"a" == b"a", b"a" == "a", bytes(b"x"), [x for x in b"AB"], sum(b"\x01\x02"), b"".join([]), b"abc".startswith(b"ab"))
for f in (lambda: b"\xff".decode(), lambda: "é".encode("ascii"), lambda: bytes([256])):
    try:
        print(f())
    except ValueError as error:
        print(type(error).__name__, error)
