"""A case's own delivery code among the words of a message, however it is spelt: pure.

A code that was sent proves nothing at the door. Only what its owner writes is looked at: whoever does not know a code
would learn from a refusal that it was guessed.
"""

import re
from collections.abc import Iterator

from connect.cases.disclosure.masking import spelling

_SAID = {
    "khong": "0", "hong": "0", "zero": "0", "oh": "0", "mot": "1", "one": "1", "hai": "2", "two": "2", "ba": "3",
    "three": "3", "bon": "4", "tu": "4", "four": "4", "nam": "5", "lam": "5", "nham": "5", "five": "5", "sau": "6",
    "six": "6", "bay": "7", "seven": "7", "tam": "8", "eight": "8", "chin": "9", "nine": "9", "le": "0", "linh": "0",
    "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
_TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6", "seventy": "7",
    "eighty": "8", "ninety": "9",
}  # fmt: skip
_SCALES = {"tram": "00", "hundred": "00", "nghin": "000", "ngan": "000", "thousand": "000"}
_BESIDE = frozenset("va la roi and is then so".split())  # small words that stand between the figures of one number
_LETTERS = str.maketrans("oil|", "0111")
_PIECE = re.compile(r"[a-z\d|]+|[^a-z\d|\s]+")
_FIGURES = re.compile(r"[\doil|]*\d[\doil|]*")
_APART = 6  # signs between two figures of one number
LONG = 8  # figures in one piece from which on they are a phone or an account, which no code is part of


def may_hold(words: str) -> bool:
    """Whether there is a figure at all: where there is none, no code has to be opened to be looked for."""
    return next(_runs(words), None) is not None


def holds(words: str, code: str) -> bool:
    """Whether a text holds the code: in figures of any script, apart, in letters for figures, or said in words."""
    return bool(code) and any(_is_in(code, run) for run in _runs(words))


def _is_in(code: str, run: list[str]) -> bool:
    """Whether the code can be read in a row of figures: over whole pieces, or inside of a short one."""
    for read in (_read(run, tens=True), _read(run, tens=False)):
        pieces = [piece for piece in read if piece]
        for start in range(len(pieces)):
            joined = ""
            for piece in pieces[start:]:
                joined += piece
                if joined == code:
                    return True
                if len(joined) > len(code):
                    break
        if any(code in piece for piece in pieces if len(piece) < LONG):
            return True
        whole = "".join(pieces)
        if code in whole and len(whole) < LONG:
            return True
    return False


def _runs(words: str) -> Iterator[list[str]]:
    """The rows of figures and words for figures that nothing else stands between."""
    run: list[str] = []
    signs = 0
    for piece in _PIECE.findall("".join(map(spelling.plain, spelling.seen(words)))):
        for part in _parts(piece):
            if _is_figure(part):
                run.append(part)
                signs = 0
            elif (part in _BESIDE or not part.isalnum()) and run and signs + len(part) <= _APART:
                signs += len(part)
            else:
                if run:
                    yield run
                run, signs = [], 0
    if run:
        yield run


def _parts(piece: str) -> list[str]:
    """Figures and letters of a piece apart ("ma0471a"), but letters among figures as figures ("o47l")."""
    if _FIGURES.fullmatch(piece):
        return [piece]
    return re.findall(r"\d+|[^\d]+", piece)


def _is_figure(part: str) -> bool:
    known = part in _SAID or part in _TENS or part in _SCALES or part in ("muoi", "chuc", "o", "i", "l", "|")
    return known or bool(_FIGURES.fullmatch(part))


def _read(run: list[str], *, tens: bool) -> list[str]:
    """A row of words as figures: *bốn bảy mươi mốt* is 4 71. `tens`: *muoi* counts what stands before it, if it can."""
    read: list[str] = []
    for at, part in enumerate(run):
        after = run[at + 1] if at + 1 < len(run) else ""
        if part in ("muoi", "chuc"):
            ten = "" if tens and at and run[at - 1] in _SAID else "1"
            read.append(ten if after in _SAID else f"{ten}0")
        elif part in _TENS:
            read.append(_TENS[part] if after in _SAID else f"{_TENS[part]}0")
        elif part in _SCALES:
            read.append("" if after else _SCALES[part])
        else:
            read.append(_SAID.get(part) or part.translate(_LETTERS))
    return read
