"""One list reachable by several ways: list, dict, tuple, object and closure."""


class Holder:
    def __init__(self, content):
        self.content = content


core = [0]
in_list = [core, core]
in_dict = {"k": core}
in_tuple = (core, "x")
in_object = Holder(core)


def closure():
    core.append("c")


in_list[0].append("l")
in_dict["k"].append("d")
in_tuple[0].append("t")
in_object.content.append("o")
closure()
print(core, in_list, in_dict, in_tuple, in_object.content)
for part in in_list:
    part.append(len(part))
core[0] = 100
print(in_object.content, in_list[1] is in_tuple[0])
core = []
closure()
print(core, in_dict)
