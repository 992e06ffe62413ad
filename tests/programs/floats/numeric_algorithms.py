"""Newton, trapezoids, series: every digit counts."""


def newton(n, x=1.0):
    for _ in range(20):
        x = (x + n / x) / 2
    return x


def trapezoid(f, a, b, n):
    h = (b - a) / n
    s = (f(a) + f(b)) / 2
    for i in range(1, n):
        s += f(a + i * h)
    return s * h


def exponential(x, terms=30):
    result, term = 0.0, 1.0
    for k in range(1, terms):
        result += term
        term *= x / k
    return result


def variance(data):
    mean = sum(data) / len(data)
    return sum((x - mean) ** 2 for x in data) / (len(data) - 1)


print(newton(2), newton(2) ** 2, newton(144))
print(trapezoid(lambda x: x * x, 0, 1, 100), trapezoid(lambda x: 1 / x, 1, 2, 50))
print(exponential(1), exponential(-1.5), variance([2, 4, 4, 4, 5, 5, 7, 9]), variance([0.1, 0.4, 0.9]))
