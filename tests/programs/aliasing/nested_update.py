"""Changes deep in nested containers, seen from every name."""

data = {"users": [{"name": "a", "tags": []}, {"name": "b", "tags": []}]}
first = data["users"][0]
first["tags"].append("x")
first["age"] = 5
copy = dict(data)
copy["users"].append({"name": "c", "tags": ["z"]})
copy["extra"] = 1
print(data)
print(sorted(copy))
for user in data["users"]:
    user["tags"].append(user["name"])
print([user["tags"] for user in copy["users"]])
