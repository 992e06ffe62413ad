"""input() until the end of the file."""

n = int(input())
rows = [list(map(int, input().split())) for _ in range(n)]
print(n, rows, sum(map(sum, rows)))
name = input("name? ")
print("hello", name)
while True:
    try:
        line = input()
    except EOFError as error:
        print("end:", error)
        break
    print("more:", repr(line))
