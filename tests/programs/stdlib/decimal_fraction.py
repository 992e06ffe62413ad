"""Decimal and Fraction."""

from decimal import Decimal
from fractions import Fraction

print(Fraction(1, 3) + Fraction(1, 6), Fraction("0.25"), Decimal("0.1") + Decimal("0.2"), Fraction(3, 6) == Fraction(1, 2), float(Fraction(1, 8)))
