class Empty(Exception):
    pass


def first(items):
    if not items:
        raise Empty("nothing here")
    return items[0]


for items in [[1, 2], []]:
    try:
        print(first(items))
    except Empty as error:
        print("empty:", error)
    finally:
        print("done")
