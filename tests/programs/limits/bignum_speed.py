"""Numbers of a few thousand digits."""


def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result


f = factorial(1000)
s = str(f)
print(len(s), s[:10], sum(map(int, s)), f // factorial(998), f % (10**9 + 7), len(str(2**10000)), int("9" * 500) + 1 == 10**500, (3**2000) >> 3100, len(hex(7**3000)))
