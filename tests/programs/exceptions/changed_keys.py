"""Dictionaries whose keys change while they are walked, and views that are walked after a change."""
d = {"a": 1}
view = d.keys()
d["c"] = 3
print(list(view), [k for k in view])

try:
    for k in d:
        if k == "a":
            d.pop("a")
            d["z"] = 3
        print(k)
except RuntimeError as e:
    print("RuntimeError:", e)

try:
    for k, v in d.items():
        d[k] = v + 1
    print(d)
    for v in d.values():
        d["more" + str(v)] = v
except RuntimeError as e:
    print("RuntimeError:", e)
