"""Collects the words of all pages into the Vietnamese catalogue and says which are still missing.

`python -m tools.translations`; a test holds the catalogue complete.
"""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "connect" / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
METHODS = (("connect/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.xml", "jinja2"))
CHANGING = (
    r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Report-Msgid-Bugs-To)[^\n]*\n'
)


def collected() -> Catalog:
    """Every string that a person may see, as it stands in the source."""
    # Not fuzzy: the compiler skips a catalogue whose head is marked so, and every page would be English.
    catalogue = Catalog(locale="vi", project="Connect", version="1", charset="utf-8", fuzzy=False)
    skip = re.compile(r"/\.|/instance|/static|/tests")
    for _file, _line, message, _comments, _context in extract_from_dir(
        str(ROOT), method_map=list(METHODS), keywords=KEYWORDS, directory_filter=lambda path: not skip.search(path)
    ):
        catalogue.add(message)
    return catalogue


def known() -> Catalog:
    """The catalogue as it is committed."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="vi")


def missing(source: Catalog, translated: Catalog) -> list[str]:
    """The strings without a translation."""
    out = []
    for message in source:
        if not message.id:
            continue
        there = translated.get(message.id)
        text = there.string if there else ""
        if not (text if isinstance(text, str) else all(text)):
            out.append(str(message.id))
    return sorted(out)


def main() -> None:
    """Writes the catalogue anew, sorted, without dates."""
    source, translated = collected(), known()
    for message in source:
        there = translated.get(message.id) if message.id else None
        if there:
            message.string = there.string
    with CATALOGUE.open("wb") as file:
        write_po(file, source, width=110, sort_output=True, no_location=True)
    text = CATALOGUE.read_text(encoding="utf-8")
    CATALOGUE.write_text(re.sub(CHANGING, "", text), encoding="utf-8")
    without = missing(source, translated)
    print(f"{len(without)} without Vietnamese")
    for one in without:
        print(" -", one)


if __name__ == "__main__":
    main()
