"""Loops whose values leave 64 bits unannounced: hashes, factorials, Collatz, LCG."""


def djb2(text):
    h = 5381
    for ch in text:
        h = h * 33 + ord(ch)
    return h


def lcg(n):
    x = 12345
    for _ in range(n):
        x = (6364136223846793005 * x + 1442695040888963407) % 2**64
    return x


def factorial(n):
    return 1 if n <= 1 else n * factorial(n - 1)


def collatz_max(n):
    top = n
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        top = max(top, n)
    return top


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


print(djb2("the quick brown fox jumps"), djb2("abc") & 0xFFFFFFFF)
print(lcg(10), factorial(25), collatz_max(837799))
print(dot([2**40, 2**41], [2**40, 3]))
print(sum([2**62, 2**62, 2**62]), max(2**64, 1), min(-(2**64), 1))
a, b = 0, 1
for _ in range(120):
    a, b = b, a + b
print(a)
