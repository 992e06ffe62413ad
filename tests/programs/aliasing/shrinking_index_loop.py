"""Index loops over a list that shrinks: an IndexError, or while with del."""

a = [1, 2, 2, 3, 2]
try:
    for i in range(len(a)):
        if a[i] == 2:
            del a[i]
except IndexError as error:
    print(error, a)
b = [1, 2, 2, 3, 2]
i = 0
while i < len(b):
    if b[i] == 2:
        b.pop(i)
    else:
        i += 1
print(b)
c = [1, 2, 2, 3, 2]
for i in range(len(c) - 1, -1, -1):
    if c[i] == 2:
        del c[i]
print(c)
