"""An annotation does not make an int small."""


def area(width: int, height: int) -> int:
    return width * height


def power_sum(n: int) -> int:
    total: int = 0
    for i in range(n):
        total += i**10
    return total


values: list[int] = [2**62, 2**62]
print(area(2**40, 2**40), area(3, 4), power_sum(100))
print(sum(values), values[0] + values[1], -values[0] * 4)
values[0] += values[1]
print(values)
counts: dict[str, int] = {"a": 2**63 - 1}
counts["a"] += 1
print(counts)


class Total:
    value: int = 2**63 - 2

    def add(self, n: int) -> None:
        self.value += n


t = Total()
t.add(1)
t.add(1)
print(t.value)
