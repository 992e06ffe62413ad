"""Lists and dicts with values of several types."""

items = [1, "two", 3.5, None, [4], (5,), {"six": 6}, True]
for item in items:
    if isinstance(item, bool):
        kind = "bool"
    elif isinstance(item, int):
        kind = "int"
    elif isinstance(item, str):
        kind = "str"
    elif isinstance(item, float):
        kind = "float"
    elif item is None:
        kind = "none"
    elif isinstance(item, (list, tuple)):
        kind = "sequence of " + str(len(item))
    else:
        kind = type(item).__name__
    print(item, kind)
record = {"name": "x", "age": 3, "tags": ["a"], "score": 1.5, "parent": None}
record["age"] += 1
record["tags"].append("b")
print(record, [type(v).__name__ for v in record.values()])
mixed = [1, "1", 1.0]
print(mixed.index("1"), mixed.count(1), "1" in mixed, mixed == [1, "1", 1])
