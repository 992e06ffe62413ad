"""The branch taken decides between int and float."""


def fee(amount):
    if amount > 100:
        return amount * 0.1
    if amount > 10:
        return 5
    return 0


def divide(a, b):
    return a // b if a % b == 0 else a / b


def price(n, member):
    cost = n * 3
    if member:
        cost *= 0.9
    return cost


print([fee(a) for a in (5, 50, 500)], [divide(7, k) for k in (1, 2, 7)], price(2, True), price(2, False), price(10, True), sum([fee(5), fee(500)]))
rate = 2 if len("ab") > 1 else 2.5
print(rate, rate * 2, fee(50) / 5, fee(5) * 1.0, -fee(5), max(fee(5), 0.0), min(0, 0.0), max(0.0, 0))
