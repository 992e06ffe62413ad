"""The same functions with and without annotations, on the same values."""

from typing import Dict, List, Optional, Tuple


def merge_a(a: Dict[str, int], b: Dict[str, int]) -> Dict[str, int]:
    out: Dict[str, int] = dict(a)
    for k, v in b.items():
        out[k] = out.get(k, 0) + v
    return out


def merge_b(a, b):
    out = dict(a)
    for k, v in b.items():
        out[k] = out.get(k, 0) + v
    return out


def split_a(xs: List[int], p: int) -> Tuple[List[int], List[int]]:
    return [x for x in xs if x < p], [x for x in xs if x >= p]


def split_b(xs, p):
    return [x for x in xs if x < p], [x for x in xs if x >= p]


def first_a(xs: List[int]) -> Optional[int]:
    return xs[0] if xs else None


def first_b(xs):
    return xs[0] if xs else None


def mean_a(xs: List[float]) -> float:
    return sum(xs) / len(xs)


def mean_b(xs):
    return sum(xs) / len(xs)


x, y = {"a": 1, "b": 2}, {"b": 5, "c": 0}
print(merge_a(x, y), merge_a(x, y) == merge_b(x, y), x)
print(split_a([3, 1, 2], 2), split_b([3, 1, 2], 2), first_a([]), first_b([]), first_a([9]), first_b([9]), mean_a([1, 2]), mean_b([1, 2]), mean_a([0.1, 0.2]) == mean_b([0.1, 0.2]))
