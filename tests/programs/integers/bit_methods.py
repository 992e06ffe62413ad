"""bit_length, bit_count, bin, hex, oct."""

for n in (0, 1, -1, 5, 255, 256, -256, 2**64, -(2**64)):
    print(n, n.bit_length(), n.bit_count(), bin(n), hex(n), oct(n))
print(bin(10)[2:], hex(255)[2:].upper(), bin(-5)[2:], bin(3).count("1"))
print(bin(5).zfill(10), bin(5)[2:].zfill(8))
print(0b1010, 0o17, 0xFF, 1_000_000)
