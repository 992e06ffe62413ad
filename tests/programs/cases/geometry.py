"""Floating-point formulas whose digits are printed in full."""

from math import acos, asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt, tan


def heron(a, b, c):
    s = (a + b + c) / 2
    if s <= max(a, b, c):
        raise ValueError("Given three sides do not form a triangle")
    return sqrt(s * (s - a) * (s - b) * (s - c))


def area_reg_polygon(sides: int, length: float) -> float:
    return (sides * length**2) / (4 * tan(pi / sides))


def haversine(lat1, lon1, lat2, lon2):
    a, b = radians(lat1), radians(lat2)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(h))


def surface(r):
    return 4 * pi * pow(r, 2)


def quadratic(a, b, c):
    delta = b * b - 4 * a * c
    if delta < 0:
        return None
    return (-b + sqrt(delta)) / (2 * a), (-b - sqrt(delta)) / (2 * a)


if __name__ == "__main__":
    print(heron(3, 4, 5), heron(1.6, 2.6, 3.6), surface(1.6), surface(0), quadratic(1, -3, 2), quadratic(1, 0, 1), quadratic(5, 6, 1))
    print(round(area_reg_polygon(4, 10), 9), round(haversine(52.52, 13.405, 48.8566, 2.3522), 6), hypot(1, 1), round(degrees(acos(0.5)), 9), round(atan2(-1, -1), 12))
    try:
        heron(2, 4, 7)
    except ValueError as error:
        print(error)
