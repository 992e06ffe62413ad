"""Functions that return an int here and a string or a bool there."""


def fizz(n):
    if n % 15 == 0:
        return "FizzBuzz"
    if n % 5 == 0:
        return "Buzz"
    if n % 3 == 0:
        return "Fizz"
    return n


def divide(a, b):
    if b == 0:
        return "undefined"
    return a / b


def search(items, x):
    if x not in items:
        return False
    return items.index(x)


print(*[fizz(n) for n in range(1, 16)])
print(divide(1, 4), divide(1, 0), search([5], 5), search([5], 6), search([5], 5) == search([5], 6), [fizz(3), fizz(4)], fizz(4) + 1, fizz(5) + "!")
