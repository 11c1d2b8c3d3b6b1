"""The words of a push as its worker reads them: JSON, cut at a word where it is too long, and always of one size.

One size, so that whoever carries a push cannot tell one notice from another by it.
"""

import json
from bisect import bisect_right

from connect.gateways.base import Letter

SEALED_BYTES = 2_048  # what leaves; some browsers' services take no more
OVERHEAD_BYTES = 103  # salt, sizes, our key, delimiter, tag (RFC 8188 and 8291)
PLAIN_BYTES = SEALED_BYTES - OVERHEAD_BYTES
MOST_TITLE = 120
WORD_WITHIN = 40  # letters back from the cut in which the end of a word is looked for


def plain(letter: Letter) -> bytes:
    """The fields title, body, link and tag, padded by spaces to PLAIN_BYTES. A newer push of one tag replaces it."""
    title, tag = cut(letter.title, MOST_TITLE), letter.topic or letter.key
    whole = _said(title, letter.text, letter.link, tag)
    if len(whole) > PLAIN_BYTES:
        fits = bisect_right(range(len(letter.text)), PLAIN_BYTES, key=lambda n: _bytes_of(title, letter, n, tag))
        whole = _said(title, cut(letter.text, max(0, fits - 1)), letter.link, tag)
    return whole.ljust(PLAIN_BYTES)


def cut(text: str, most: int) -> str:
    """A text of `most` letters and an ellipsis at the most, cut at a word where one ends near.

    >>> cut("mực nước đang lên", 12), cut("mực nước", 12)
    ('mực nước…', 'mực nước')
    """
    if len(text) <= most:
        return text
    head = text[:most]
    word = head.rpartition(" ")[0] if not text[most].isspace() else head
    return (word if len(word) >= most - WORD_WITHIN and word else head).rstrip(" ,.;:–-") + "…"


def _bytes_of(title: str, letter: Letter, letters: int, tag: str) -> int:
    return len(_said(title, letter.text[:letters] + "…", letter.link, tag))


def _said(title: str, text: str, link: str, tag: str) -> bytes:
    fields = {"title": title, "body": text, "link": link, "tag": tag}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
