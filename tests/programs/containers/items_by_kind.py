"""Items of values of several kinds, assigned and changed where they stand."""

def set_path(tree, path, value):
    node = tree
    for key in path[:-1]:
        if key not in node:
            node[key] = {}
        node = node[key]
    node[path[-1]] = value
t = {}
set_path(t, ["a", "b"], 1)
set_path(t, ["a", "c"], 2)
print(t)
data = {"name": "x", "items": [1, 2, 3], "meta": {"k": "v"}}
data["items"][0] = 10
data["meta"]["z"] = "w"
data["name"] = "y"
print(data)
rows = [[1, "a"], [2, "b"]]
rows[0][1] = "z"
rows[1][0] += 5
print(rows)
record = {"name": "x", "age": 3, "tags": ["a"], "score": 1.5}
record["age"] += 1
record["tags"] += ["b"]
record["score"] *= 2
record["name"] += "!"
print(record)
try:
    record["name"] += 1
except TypeError as e:
    print(e)
try:
    record["age"][0] = 1
except TypeError as e:
    print(e)
try:
    record["name"][0] = "z"
except TypeError as e:
    print(e)
record["tags"][0] = "first"
tags = record["tags"]
record["tags"][1] = "second"
print(record, tags)
