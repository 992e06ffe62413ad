def lookup(table, key):
    return table.get(key)


found = lookup({"a": 1}, "a")
if found is not None:
    print(found + 1)
print(lookup({"a": 1}, "b"))
