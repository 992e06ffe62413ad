"""A small bank: accounts, transfers and a ledger that refuses what the rules forbid.

Shows: classes, an exception hierarchy, try/except/else/finally, properties, class attributes.
Amounts are whole cents, so that nothing is lost to rounding.
"""


class LedgerError(Exception):
    """Anything that the bank refuses to do."""


class InsufficientFunds(LedgerError):
    def __init__(self, owner, needed, available):
        super().__init__(f"{owner} needs {money(needed)} but has {money(available)}")
        self.missing = needed - available


class UnknownAccount(LedgerError):
    pass


def money(cents):
    """1234567 -> '12,345.67'."""
    sign = "-" if cents < 0 else ""
    cents = abs(cents)
    return f"{sign}{cents // 100:,}.{cents % 100:02d}"


class Account:
    opened = 0

    def __init__(self, owner, overdraft=0):
        Account.opened += 1
        self.number = 1000 + Account.opened
        self.owner = owner
        self.overdraft = overdraft
        self.entries = []

    @property
    def balance(self):
        return sum(amount for _, amount in self.entries)

    def deposit(self, amount, note="deposit"):
        if amount <= 0:
            raise LedgerError(f"cannot deposit {money(amount)}")
        self.entries.append((note, amount))

    def withdraw(self, amount, note="withdrawal"):
        if amount <= 0:
            raise LedgerError(f"cannot withdraw {money(amount)}")
        available = self.balance + self.overdraft
        if amount > available:
            raise InsufficientFunds(self.owner, amount, available)
        self.entries.append((note, -amount))

    def __repr__(self):
        return f"Account({self.number}, {self.owner!r}, {money(self.balance)})"


class Bank:
    def __init__(self):
        self.accounts = {}
        self.attempts = 0
        self.refused = 0

    def open(self, owner, overdraft=0):
        account = Account(owner, overdraft)
        self.accounts[owner] = account
        return account

    def find(self, owner):
        try:
            return self.accounts[owner]
        except KeyError:
            raise UnknownAccount(f"no account for {owner}") from None

    def transfer(self, source, target, amount):
        """Moves the amount, or raises and leaves both accounts as they were."""
        giver, taker = self.find(source), self.find(target)
        giver.withdraw(amount, f"to {target}")
        taker.deposit(amount, f"from {source}")

    def attempt(self, source, target, amount):
        """Like transfer, but reports instead of raising."""
        try:
            self.transfer(source, target, amount)
        except InsufficientFunds as error:
            self.refused += 1
            print(f"refused: {error} ({money(error.missing)} short)")
        except LedgerError as error:
            self.refused += 1
            print(f"refused: {error}")
        else:
            print(f"moved {money(amount)} from {source} to {target}")
        finally:
            self.attempts += 1


def statement(account):
    print(f"--- {account.owner} ({account.number}) ---")
    running = 0
    for note, amount in account.entries:
        running += amount
        print(f"{note:<16}{money(amount):>14}{money(running):>14}")


def main():
    bank = Bank()
    bank.open("ada").deposit(125_000)
    bank.open("grace", overdraft=5_000).deposit(30_050)
    bank.open("linus")

    bank.attempt("ada", "grace", 40_000)
    bank.attempt("grace", "linus", 75_049)
    bank.attempt("linus", "ada", 80_000)
    bank.attempt("linus", "bob", 1)
    bank.attempt("ada", "linus", 0)
    bank.attempt("ada", "linus", 85_001)

    for account in bank.accounts.values():
        statement(account)
    print(list(bank.accounts.values()))
    print(f"{bank.attempts} attempts, {bank.refused} refused, {Account.opened} accounts")


if __name__ == "__main__":
    main()
