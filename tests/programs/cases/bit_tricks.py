"""Bit manipulation on non-negative ints, with strings of bits."""


def popcount(n):
    count = 0
    while n:
        n &= n - 1
        count += 1
    return count


def binary_and(a: int, b: int) -> str:
    if a < 0 or b < 0:
        raise ValueError("the value of both inputs must be positive")
    a_bits, b_bits = bin(a)[2:], bin(b)[2:]
    width = max(len(a_bits), len(b_bits))
    return "0b" + "".join(str(int(x == "1" and y == "1")) for x, y in zip(a_bits.zfill(width), b_bits.zfill(width)))


def twos_complement(number: int) -> str:
    if number > 0:
        raise ValueError("input must be a negative integer")
    length = len(bin(number)[3:])
    value = bin(abs(number) - (1 << length))[3:]
    value = ("1" + "0" * (length - len(value)) + value) if number < 0 else "0"
    return "0b" + value


def reverse32(n):
    out = 0
    for _ in range(32):
        out = out << 1 | n & 1
        n >>= 1
    return out


def gray_code(n):
    return n ^ n >> 1


def add(a, b):
    while b != 0:
        c = a & b
        a ^= b
        b = c << 1
    return a


if __name__ == "__main__":
    print([popcount(n) for n in (0, 1, 255, 2**70 - 1)], binary_and(25, 32), binary_and(37, 50), [twos_complement(n) for n in (0, -1, -5, -17, -207)])
    print(reverse32(1), reverse32(25), reverse32(0xFFFFFFFF), [gray_code(i) for i in range(8)], add(5, 7), add(2**63, 2**63), 1 << 3 << 2, 5 & 3 | 8 ^ 2, ~5 & 0xF)
    try:
        binary_and(0, -1)
    except ValueError as error:
        print(error)
