"""Classic digit loops: sum, reverse, palindromes, base conversion."""


def digit_sum(n):
    total = 0
    while n:
        total += n % 10
        n //= 10
    return total


def reverse(n):
    result = 0
    while n > 0:
        result = result * 10 + n % 10
        n = n // 10
    return result


def to_base(n, base):
    if n == 0:
        return "0"
    digits = ""
    while n:
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[n % base] + digits
        n //= base
    return digits


for n in (0, 7, 12345, 9876543210123456789, 10**25 + 3):
    print(n, digit_sum(n), reverse(n), to_base(n, 2)[:12], to_base(n, 36), str(n) == str(n)[::-1])
