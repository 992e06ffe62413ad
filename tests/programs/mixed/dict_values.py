"""Dict values of int and float, and keys that are equal across types."""

d = {"a": 1, "b": 2.0}
d["c"] = d["a"] + d["b"]
d["a"] += 1
print(d, sum(d.values()), max(d.values()))
keys = {1: "int"}
keys[1.0] = "float"
keys[True] = "bool"
keys[2.0] = "two"
keys[2] = "still 2.0"
print(keys, keys[1], 2 in keys, [type(k).__name__ for k in keys])
prices = {"x": 10, "y": 2.5}
print({k: v * 2 for k, v in prices.items()}, {k: v / 2 for k, v in prices.items()}, [f"{v:.2f}" for v in prices.values()], [f"{v}" for v in prices.values()])
