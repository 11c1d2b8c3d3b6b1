"""The requester's own words as a volunteer may read them: without phones, doors, links and mail addresses.

Errs on the side of hiding: what is covered by mistake is a nuisance, what slips through is somebody's door.
"""

import re

from connect.text import folded

COVER = "▒▒▒"

_DIGIT_WORDS = (
    "không|khong|một|mot|mốt|hai|ba|bốn|bon|tư|tu|năm|nam|lăm|lam|sáu|sau|bảy|bay|bẩy|tám|tam|chín|chin|linh|lẻ"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b[\w.+-]+\s*(?:@|\(at\)|\[at\])\s*[\w-]+(?:\s*\.\s*[\w-]+)+",  # mail
        r"\b(?:https?://|www\.)\S+",  # links
        r"\b[\w-]+\.(?:com|net|org|vn|me|ly|io|info|xyz|top|link|site)\b\S*",
        r"\b(?:facebook|fb|zalo|telegram|messenger|viber)\b\s*[:.]?\s*\S+",
        r"\+?\d(?:[\s.,\-_/()*]*\d){6,}",  # phones, accounts, however they are broken up
        rf"\b(?:(?:{_DIGIT_WORDS}|\d)\b[\s.,\-]*){{6,}}",  # "không chín không một hai…"
        r"\b(?:số nhà|so nha|nhà số|nha so|sn)\s*[:.]?\s*[\w/.-]*\d[\w/.-]*",  # door
        r"\b(?:hẻm|hem|ngõ|ngo|ngách|ngach|kiệt|kiet|đường|duong|phố|pho|tổ|to|ấp|ap|thôn|thon|xóm|xom|khu phố|khu pho"
        r"|kp|lô|lo|block|tòa|toà|toa|căn|can|căn hộ|can ho|phòng|phong|tầng|tang|lầu|lau|chung cư|chung cu)"
        r"\s*(?:số|so)?\s*[:.]?\s*[\w/.-]*\d[\w/.-]*",
        r"\b\d+[a-z]?(?:[/-]\d+[a-z]?)+\b",  # 45/12/3
        r"\b\d+[a-z]?\s+(?:đường|duong|phố|pho|hẻm|hem|ngõ|ngo)\b\s+\S+(?:\s+\S+)?",
    )
)


def masked(words: str) -> str:
    """The words with everything covered that could lead to a phone or a door."""
    for pattern in _PATTERNS:
        words = pattern.sub(COVER, words)
    return re.sub(rf"(?:{COVER}[\s,.;:]*)+{COVER}", COVER, words)


def without_names(words: str, *names: str) -> str:
    """The words without the given names, however their marks are set: the whole name, its end, the given name alone.

    People call each other by the last word of a name. That one alone is covered where it is spelt the same or
    begins with a capital, so that "nằm" is not taken for somebody called Năm.
    """
    for name in names:
        pieces = _WORD.findall(name)
        for length in range(len(pieces), 0, -1):
            words = _without(words, pieces[-length:])
    return words


_WORD = re.compile(r"\w+")


def _without(words: str, pieces: list[str]) -> str:
    found, bare = list(_WORD.finditer(words)), [folded(piece) for piece in pieces]
    for start in range(len(found) - len(pieces), -1, -1):
        run = found[start : start + len(pieces)]
        if [folded(one.group()) for one in run] != bare:
            continue
        if len(pieces) > 1 or _is_given_name(run[0].group(), pieces[0]):
            words = words[: run[0].start()] + COVER + words[run[-1].end() :]
    return words


def _is_given_name(word: str, name: str) -> bool:
    return len(name) > 1 and (word[0].isupper() or word.casefold() == name.casefold())
