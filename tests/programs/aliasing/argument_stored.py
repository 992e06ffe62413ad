"""An object keeps the caller's list, not a copy."""


class Team:
    def __init__(self, members):
        self.members = members

    def join(self, name):
        self.members.append(name)

    def everyone(self):
        return self.members


names = ["ann"]
one = Team(names)
two = Team(names)
three = Team(list(names))
one.join("bob")
names.append("cy")
two.everyone().append("dan")
print(names, one.members, two.members, three.members)
