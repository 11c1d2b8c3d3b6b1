"""Makes connect/supplies/holidays/table.json: the public holidays of Vietnam, ten years ahead, with their source.

Officials set single days right on the site when the government moves one; those corrections lie in the database and go
before this table. Run once a year: `python -m tools.public_holidays --from 2026`.
"""

import argparse
import json
from pathlib import Path

import holidays

TARGET = Path(__file__).parents[1] / "connect" / "supplies" / "holidays" / "table.json"
YEARS = 11  # the first one, and ten ahead


def made(first: int) -> dict[str, object]:
    """The table: where it is from, its years, and each day with its names in Vietnamese and English."""
    years = range(first, first + YEARS)
    vi, en = (holidays.country_holidays("VN", years=years, language=language) for language in ("vi", "en_US"))
    return {
        "source": f"PyPI: holidays {holidays.__version__} (MIT), country VN; by the tool public_holidays",
        "first": years[0], "last": years[-1],
        "days": [[day.isoformat(), vi[day], en[day]] for day in sorted(vi)],
    }  # fmt: skip


def written(table: dict[str, object]) -> str:
    """The table as JSON, one day a line."""
    head = {name: value for name, value in table.items() if name != "days"}
    days = ",\n".join(f"    {json.dumps(day, ensure_ascii=False)}" for day in table["days"])  # type: ignore[attr-defined]
    return json.dumps(head, ensure_ascii=False, indent=2)[:-2] + f',\n  "days": [\n{days}\n  ]\n}}\n'


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", type=int, required=True, dest="first", metavar="YEAR")
    TARGET.write_text(written(made(parser.parse_args().first)), encoding="utf-8")
