"""A function that returns a list from a dict hands out the list itself."""

store = {}


def bucket(key):
    if key not in store:
        store[key] = []
    return store[key]


bucket("a").append(1)
bucket("a").append(2)
b = bucket("b")
b.extend([3, 4])
b = []
b.append(5)
print(store, b)
store.setdefault("c", []).append(6)
store.setdefault("a", []).append(7)
print(store)
