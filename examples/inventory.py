"""A warehouse: dataclasses for what it holds, inheritance for what differs, a report at the end.

Shows: dataclasses with defaults and order, field(default_factory), inheritance and super, sorting objects.
"""

from dataclasses import dataclass, field


@dataclass
class Item:
    name: str
    cents: int
    quantity: int = 0
    tags: list[str] = field(default_factory=list)

    def value(self) -> int:
        return self.cents * self.quantity

    def label(self) -> str:
        return f"{self.name} x{self.quantity}"


@dataclass
class Perishable(Item):
    days: int = 7

    def value(self) -> int:
        """Loses a tenth of its value for each missing day of the last ten."""
        full = super().value()
        return full if self.days >= 10 else full * self.days // 10

    def label(self) -> str:
        return super().label() + f" ({self.days} days)"


@dataclass(order=True, frozen=True)
class Movement:
    day: int
    name: str
    change: int


class Warehouse:
    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.log: list[Movement] = []

    def add(self, item: Item) -> None:
        if item.name in self.items:
            raise KeyError(item.name)
        self.items[item.name] = item

    def move(self, day: int, name: str, change: int) -> None:
        item = self.items[name]
        if item.quantity + change < 0:
            raise ValueError(f"only {item.quantity} of {name} left, {-change} wanted")
        item.quantity += change
        self.log.append(Movement(day, name, change))

    def tagged(self, tag: str) -> list[str]:
        return sorted(item.name for item in self.items.values() if tag in item.tags)


def main() -> None:
    house = Warehouse()
    house.add(Item("bolt", 12, 4000, ["metal", "small"]))
    house.add(Item("plank", 899, tags=["wood"]))
    house.add(Perishable("milk", 119, 60, ["food"], days=4))
    house.add(Perishable("honey", 650, 12, days=300))
    house.items["honey"].tags.append("food")

    orders = [(3, "plank", 25), (1, "bolt", -1500), (2, "milk", -48), (2, "bolt", -2501), (1, "nail", 5)]
    for day, name, change in orders:
        try:
            house.move(day, name, change)
        except ValueError as error:
            print("refused:", error)
        except KeyError as error:
            print("unknown:", error)
    try:
        house.add(Item("milk", 1))
    except KeyError as error:
        print("already there:", error)

    for item in sorted(house.items.values(), key=lambda item: item.value(), reverse=True):
        print(f"{item.label():<20}{item.value() / 100:>10.2f}")
    print("total", sum(item.value() for item in house.items.values()))
    print("food:", house.tagged("food"))
    for movement in sorted(house.log):
        print(movement)
    print(house.items["plank"])
    print(Item("bolt", 1) == Item("bolt", 1), Movement(1, "a", 2) < Movement(1, "b", 0))


if __name__ == "__main__":
    main()
