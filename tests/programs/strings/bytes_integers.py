"""int.to_bytes, int.from_bytes, bytearray."""

print((1024).to_bytes(2, "big"), (1024).to_bytes(4, "little"), (-1).to_bytes(2, "big", signed=True))
print(int.from_bytes(b"\x04\x00", "big"), int.from_bytes(b"\x04\x00", "little"), int.from_bytes(b"\xff\xff", "big", signed=True), int.from_bytes(b"\xff" * 9, "big"))
a = bytearray(b"abc")
a[0] = 120
a.append(33)
c = a
c += b"?"
print(a, bytes(a), len(a), a[1], a.decode())
try:
    (300).to_bytes(1, "big")
except OverflowError as error:
    print(error)
