def find(rows, wanted):
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if value == wanted:
                return (x, y)
    return None


rows = [[1, 2], [3, 4]]
print(find(rows, 3), find(rows, 9))
for i in range(3):
    if i == 5:
        break
else:
    print("no five")
