"""for/else and while/else: else runs only without break."""


def find(items, wanted):
    for item in items:
        if item == wanted:
            print("found", item)
            break
        if item < 0:
            continue
    else:
        print("none of", items)


find([1, 2, 3], 2)
find([1, -2, 3], 9)
find([], 1)
n = 3
while n:
    n -= 1
    if n == 10:
        break
else:
    print("ended", n)
while True:
    n += 1
    if n > 2:
        break
else:
    print("never")
print(n)
for i in range(3):
    for j in range(3):
        if j == i:
            continue
        if j == 2:
            break
        print(i, j)
    else:
        print("inner done", i)
