"""The table of research/utilities.md §3 once more, by hand and otherwise than signs.toml: the harness compares with it.

Ages in months stand for the bands, so that a band that was named wrongly in the list is found here.
"""

from collections.abc import Mapping
from decimal import Decimal

MONTHS = {"under_2_months": 1, "under_1_year": 8, "under_5": 30, "under_12": 100, "under_16": 170, "adult": 400}
E, U, NONE = 2, 1, 0


def level(band: str, ticked: set[str], values: Mapping[str, Decimal]) -> int:
    """How grave answers are by the published table; the age of nobody (``""``) is every age at once."""
    if not band:
        return max(level(one, ticked, values) for one in MONTHS)
    months = MONTHS[band]
    found = max([NONE, *(_sign(code, months) for code in ticked), *(_value(c, v, months) for c, v in values.items())])
    return E if found and months < 2 else found


def _sign(code: str, months: int) -> int:
    child, years_5 = months < 16 * 12, months >= 60
    if code in ("blue", "hard_to_wake", "fits"):
        return E
    if code in ("cannot_breathe", "chest"):
        return E if years_5 else NONE
    if code == "child_breathing":
        return E if child else NONE
    if code == "cannot_drink":
        return U if years_5 else E
    if code in ("fever_child", "dry"):
        return U if child else NONE
    if code == "belly_or_bleeding":
        return U
    pregnant = {"pregnant_grave": E, "pregnant_soon": U}
    return pregnant.get(code, NONE) if months >= 144 else NONE


def _value(code: str, value: Decimal, months: int) -> int:
    if code == "spo2":
        return E if value <= 91 else U if value < 96 else NONE
    if code == "breaths":
        return _breaths(value, months)
    if code == "temperature":
        return U if value > 39 and months < 16 * 12 else NONE
    if months < 16 * 12:
        return NONE
    if code == "pulse":
        return E if value >= 131 or value <= 40 else U if value > 120 or value < 50 else NONE
    if code == "systolic":
        return E if value <= 90 else NONE
    return U if code == "diastolic" and value < 60 else NONE


def _breaths(value: Decimal, months: int) -> int:
    if months >= 144:
        return E if value >= 25 or value <= 8 else U if value >= 21 else NONE
    if months < 2:
        return E if value >= 60 else NONE
    fast = 30 if months >= 60 else 40 if months >= 12 else 50
    return U if value >= fast else NONE
