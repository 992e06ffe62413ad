"""__call__, bound methods as values, methods passed around."""


class Adder:
    def __init__(self, n):
        self.n = n
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return x + self.n

    def twice(self, x):
        return self(self(x))


add = Adder(5)
print(add(1), add.twice(1), list(map(add, [1, 2])), add.calls, callable(add), callable(5))
method = add.twice
add.n = 10
print(method(0), [f(1) for f in (add, add.twice, Adder(2))], Adder.twice(Adder(1), 5))
log = []
push = log.append
for x in "abc":
    push(x.upper())
print(log, list(map(str.upper, "xy")), sorted(["b", "A"], key=str.lower), max({"a": 2, "b": 3}, key={"a": 2, "b": 3}.get))
