"""str.maketrans in its forms, str.translate, bytes of integers."""
t = str.maketrans("abc", "xyz")
print(t, "aabbcc d".translate(t), t[97])
print("hello".translate(str.maketrans("el", "ip", "h")), str.maketrans("a", "b", "c"))
print("hello".translate(str.maketrans({"h": "J", "l": None, "o": "00"})), "abc".translate({97: "A", 98: None}), "abc".translate({97: 65}), "a".translate({}))
print("x-y".translate(str.maketrans("", "", "-")), "x-y".translate({ord("-"): " "}), "a,b".translate({ord(c): None for c in ",;"}))
try:
    str.maketrans("ab", "c")
except ValueError as e:
    print(e)
print((1024).to_bytes(2, "big"), (1024).to_bytes(4, byteorder="little"), (-1).to_bytes(2, "big", signed=True), int.from_bytes(b"\x01\x00", "big"), int.from_bytes(b"\xff", "little", signed=True), (0.75).as_integer_ratio(), (3).as_integer_ratio(), bytes.fromhex("0aff"))
print("a\tb".expandtabs(), "a\tb".expandtabs(4))
