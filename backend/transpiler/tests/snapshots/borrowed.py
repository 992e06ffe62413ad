def total(prices, rate):
    return sum(prices) * rate


def describe(name, prices):
    print(f"{name}: {total(prices, 2)} of {len(prices)}")


prices = [3, 4, 5]
describe("shop", prices)
describe("again", prices)
