"""Where the numbers of accounts stand in a text, for readers who may read phones and doors. Pure."""

import re

from connect.cases.disclosure.masking import handles, positions, spelling, words as masks
from connect.cases.screening import scam_patterns
from connect.text import normal, phones_in

Span = tuple[int, int]
_TWO_AXES = re.compile(r"(?:°|độ|do).*(?:°|độ|do)|\d[.,]\d+\W+\d+[.,]\d|\+")  # a position has two; a code a plus
_NAMED = re.compile(
    r"\bs\W?t\W?k\b|\b(?:so )?(?:tk|tai khoan|the)\b|\b(?:"
    + "|".join(sorted(handles.BANKS - {"the", "cake"}, key=len, reverse=True))
    + r"|(?:mb|tp|vp|hd|sea|acb) bank|vi momo|zalo ?pay|viettel ?(?:pay|money))\b"
)
_PHONE = re.compile(r"\b(?:sdt|dt|dien thoai|goi|alo|phone|zalo(?! ?pay)|zl|call|hotline|lien he|lh)\b")
_DIALLED = re.compile(r"(?:0|84|0084)\d{8,9}")
NEAR = 40  # letters between the name of an account and its number
FEWEST_FIGURES = 4  # of what is called an account
LEAST_FIGURES = 9  # of a number in a row that is no phone


def without_accounts(words: str) -> str:
    """The words with the numbers of accounts and papers covered; as they were written where there is none."""
    if not masks.holds_figures(words, FEWEST_FIGURES):
        return words
    seen = normal("NFKC", spelling.seen(words))
    spans = _spans(seen)
    return masks.covered(seen, spans) if spans else words


def _spans(seen: str) -> set[Span]:
    """Where accounts stand: by what they are called, and long numbers that are neither a phone nor a position."""
    read = spelling.read(seen)
    places = [span for span in positions.spans(read) if _TWO_AXES.search(seen, *span)]
    found = {*handles.accounts(read), *scam_patterns.account_spans(seen)}
    for run in masks.long_numbers(read):
        at_place = any(run[0] < stop and start < run[1] for start, stop in places)
        if _is_called_so(read.bare, *run) or (not at_place and _is_account(seen[slice(*run)])):
            found.add(run)
    return found


def _is_called_so(bare: str, start: int, stop: int) -> bool:
    """Whether an account or a bank is named before a number, and no phone after that; or right behind it."""
    before, after = bare[max(0, start - NEAR) : start], bare[stop : stop + NEAR // 2]
    named = list(_NAMED.finditer(before))
    if named:
        return not _PHONE.search(before, named[-1].end())
    return bool(_NAMED.search(after)) and not _is_phone(bare[start:stop]) and not _PHONE.search(before)


def _is_account(run: str) -> bool:
    """Whether a number that nothing names is too long for a phone, or begins like none."""
    figures = masks.figures(run)
    return len(figures) >= LEAST_FIGURES and not _DIALLED.fullmatch(figures) and not phones_in(figures)


def _is_phone(run: str) -> bool:
    """Whether a number is a phone as it is dialled: an account may look like one without its first figure."""
    figures = masks.figures(run)
    return figures.startswith(("0", "84")) and bool(phones_in(figures))
