"""The order of try, except, else and finally."""


def run(what):
    try:
        print("try", what)
        if what == 1:
            raise ValueError("one")
        if what == 2:
            raise KeyError("two")
        if what == 3:
            return "returned"
    except ValueError as error:
        print("except", error)
        return "handled"
    except KeyError:
        print("except key")
    else:
        print("else")
    finally:
        print("finally")
    return "end"


for i in range(4):
    print(run(i))
