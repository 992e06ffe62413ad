"""Annotations are not checked: what really flows counts."""


def f(x: int) -> int:
    return x


def g(items: list[str]) -> str:
    return items


def mean(values: list) -> int:
    return sum(values) / len(values)


print(f("text"), f(2.5), f(None), g([1, 2]), mean([1, 2]))
count: int = 1.5
print(count)
names: list[int] = []
names.append("a")
print(names)
