"""The N queens puzzle by backtracking: counts the solutions and draws the first one.

Shows: recursion, a nested function that changes its surroundings, sets, lists that must be copied.
"""


def solve(n: int) -> list[list[int]]:
    """Every solution, as the column of the queen in each row."""
    solutions = []
    columns = set()
    rising = set()
    falling = set()
    board = []

    def place(row):
        if row == n:
            solutions.append(board[:])
            return
        for column in range(n):
            if column in columns or row + column in rising or row - column in falling:
                continue
            columns.add(column)
            rising.add(row + column)
            falling.add(row - column)
            board.append(column)
            place(row + 1)
            board.pop()
            falling.remove(row - column)
            rising.remove(row + column)
            columns.remove(column)

    place(0)
    return solutions


def draw(solution):
    n = len(solution)
    for column in solution:
        print(" ".join("Q" if i == column else "." for i in range(n)))


def mirrored(solution):
    return [len(solution) - 1 - column for column in solution]


def main():
    for n in range(1, 9):
        print(f"{n} queens: {len(solve(n))} solutions")

    solutions = solve(8)
    print("first:", solutions[0])
    draw(solutions[0])
    print("its mirror image is solution number", solutions.index(mirrored(solutions[0])) + 1)
    assert len(solve(6)) == 4, "six queens have four solutions"


if __name__ == "__main__":
    main()
