"""Text tables, boxes, triangles."""

for n in range(1, 4):
    print(" " * (3 - n) + "*" * (2 * n - 1))
for row in [("id", "name"), (1, "bob"), (22, "al")]:
    print("{:>3} | {:<5} |".format(*row))
print("-" * 10, "=" * 5, sep="\n")
for i in range(1, 4):
    print(" ".join(f"{i * j:3d}" for j in range(1, 4)))
board = [["X", " "], ["O", "X"]]
print("\n-+-\n".join("|".join(row) for row in board))
