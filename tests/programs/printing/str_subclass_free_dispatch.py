"""What print shows for functions' results, None, bools and nested emptiness."""


def nothing():
    print("inside")


print(nothing(), [nothing()], not nothing())
print([None, True], (None,), {None: None}, [""], [[], [[]]], str(None) + "!", None or "x", [print] == [print])
