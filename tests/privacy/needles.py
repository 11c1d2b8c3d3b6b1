"""Looks for thousands of secrets in a page at once, in time that grows with the page and not with the secrets."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
_LONGEST = 4  # words of a secret that are looked up; the whole of it is then compared
_DIGITS = re.compile(r"\d(?:[ .\-\u00a0]?\d){7,}")


class Needles:
    """What must not appear: texts to the letter, phones in any grouping of their digits."""

    def __init__(self, texts: Iterable[str], phones: Iterable[str] = ()) -> None:
        self._texts: dict[tuple[str, ...], set[str]] = {}
        for text in texts:
            if words := tuple(_WORD.findall(text)[:_LONGEST]):
                self._texts.setdefault(words, set()).add(text)
        self._lengths = sorted({len(words) for words in self._texts})
        self._phones = {phone.removeprefix("+84").removeprefix("0") for phone in phones}
        self._digits = sorted({len(phone) for phone in self._phones})  # nine of a mobile phone, ten of an office's

    def first_in(self, page: str) -> str | None:
        """One secret that the page holds, or None."""
        words = _WORD.findall(page)
        for length in self._lengths:
            runs = set(zip(*(words[start:] for start in range(length)), strict=False))
            for run in runs & self._texts.keys():
                for text in self._texts[run]:
                    if text in page:
                        return text
        for found in _DIGITS.findall(page):
            digits = re.sub(r"\D", "", found)
            runs = (digits[start : start + n] for n in self._digits for start in range(len(digits) - n + 1))
            if any(run in self._phones for run in runs):
                return found
        return None
