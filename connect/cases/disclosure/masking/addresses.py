"""Where in a text an address stands, in whatever spelling: house, alley, street, group, floor, block, hamlet. Pure.

A label ("hẻm", "tổ", "tầng") with a number or a name; a number with the name of a street. The number may be figures or
words, the marks may be missing, letters may stand apart or be figures. Numbers that count things are left alone.
"""

from collections.abc import Iterator

from connect.cases.disclosure.masking import address_words
from connect.cases.disclosure.masking.address_labels import LabelReader
from connect.cases.disclosure.masking.spelling import SAID_BARE, Read

Span = tuple[int, int]
# Words with which an address can begin; figures and one or two letters can, too.
_BEGINS = frozenset({*address_words.LABELS_BEGUN, *SAID_BARE, *(parts[0] for parts in address_words.STREETS)})


def spans(text: Read) -> Iterator[Span]:
    """Every part of the text that says where somebody lives."""
    reader, i = _AddressReader(text), 0
    while i < len(text.tokens):
        token = text.tokens[i]
        if token.kind == "s" or (token.kind == "w" and len(token.text) > 2 and token.text not in _BEGINS):
            i += 1
            continue
        span, after = reader.here(i)
        if span:
            yield span
        i = max(i + 1, after)


class _AddressReader(LabelReader):
    def here(self, i: int) -> tuple[Span | None, int]:
        """The span of the address that begins at a token (None: none does), and the index to go on from."""
        for try_ in (self._labelled, self._numbered_street, self._street_alone):
            end = try_(i)
            if end > i:
                end = self.last = self._with_ward(end)
                return (self.tokens[i].start, self.tokens[end - 1].end), end
        return None, i + 1

    # --- Streets ------------------------------------------------------------------------------------------

    def _numbered_street(self, i: int) -> int:
        """12 lê lợi, 12bis Le Loi, số 5 Hàng Bông, 45 NTMK, mười hai Trần Phú."""
        token = self.at(i)
        first = i + 1 if token is not None and token.low in ("số", "so", "s") and self.at(i + 1) else i
        after = end = self._before_street(first, self.number(first))
        if end == first:
            return self._said_street(first) or i
        while (sign := self.at(after)) and sign.kind == "s" and sign.text in ",.-" and after - end < 2:
            after += 1
        street, road = self._street(after), self.label(after)
        if street == after and road and road[0] == "road":
            after = self._over(road[2])
            street = self._street(after)
        if street > after:
            return self._and_number(street)
        if road and road[0] == "road" and (more := self.number(after)) > after and not self._counts(more):
            return more
        if self._counts(end):
            return i
        said = self.is_said(first)
        if (alley := self.label(after)) and alley[0] == "alley" and not said and after == end:
            self.loose = all(one.low.isascii() for one in self.tokens[after : alley[2]])
            end = self.number(self._over(alley[2]))
            self.loose = False
            return max(end, alley[2])
        if said and first == i:
            return i
        return self._likely_street(after) or (self._any_street(i, after) if after == end else 0) or i

    def _any_street(self, i: int, name: int) -> int:
        """Ở 12 bến nghé: two words that count nothing, behind a number that stands where somebody lives; else 0."""
        before, one, two = self.at(i - 1), self.at(name), self.at(name + 1)
        said = (before is not None and before.low in ("ở", "tại", "đc", "chỉ")) or self.tokens[i].low == "số"
        words = one is not None and two is not None and one.kind == two.kind == "w" and self.gap(name + 1) == " "
        if (
            not (said and words and one and two)
            or {one.text, two.text} & address_words.NO_NAME
            or self._is_unit(name + 1)
        ):
            return 0
        return name + 2

    def _said_street(self, i: int) -> int:
        """Ba trăm lẻ hai Lê Duẩn, all without marks in a text that has them elsewhere; 0 when it is none."""
        token = self.at(i)
        if token is None or token.kind != "w" or not self.text.marked:
            return 0
        self.loose = True
        end = self.number(i)
        self.loose = False
        end = self._before_street(i, end)
        road = self.label(end) if self.at(end) else None
        name = self._over(road[2]) if road and road[0] == "road" else end
        street = self._street(name)
        return street if end > i and street > name and self.tokens[name].low.isascii() else 0

    def _likely_street(self, i: int) -> int:
        """A name as streets have it: a family's name and more, or the letters it is shortened to."""
        token, after = self.at(i), self.at(i + 1)
        if token is None or token.kind != "w" or "\n" in self.gap(i):
            return 0
        shown = self.text.words[token.start : token.end]
        short = shown.isupper() and 2 <= len(shown) <= 5 and shown not in address_words.NO_STREET
        if short and not (self.text.shouted and set(token.text) & set("aeiouy")):
            return i + 2 if after and after.kind == "n" and not self.gap(i + 1) else i + 1
        if after is None or after.kind != "w" or self.gap(i + 1) != " ":
            return 0
        capital = shown[0].isupper() and not self.text.shouted
        family = token.low in address_words.FAMILIES or (
            token.low.isascii() and token.text in address_words.FAMILIES_BARE
        )
        if family and token.low in address_words.FAMILIES_THAT_COUNT and not capital:
            return 0
        if not family or after.text in address_words.NOT_AFTER_FAMILY:
            return 0
        return min(i + 3, self._to_the_sign(i))

    def _to_the_sign(self, i: int) -> int:
        end = i + 1
        while (
            (token := self.at(end))
            and token.kind == "w"
            and self.gap(end) == " "
            and token.text not in address_words.NO_NAME
        ):
            end += 1
        return max(end, i + 2)

    def _street_alone(self, i: int) -> int:
        """A known street without a number: when it is spelt right and could be nothing else."""
        end = self._street(i)
        if end - i < 2:
            return i
        tokens = self.tokens[i:end]
        name = " ".join(one.low for one in tokens)
        capital = self.text.words[tokens[0].start].isupper() and not self.text.shouted
        right = name in address_words.STREETS_MARKED or (name.isascii() and (capital or end - i > 2))
        family = tokens[0].low in address_words.FAMILIES or tokens[0].text in address_words.FAMILIES_BARE
        after = self._and_number(end)
        return after if right and (family or (capital and end - i > 2) or after > end) else i

    # --- What follows -------------------------------------------------------------------------------------

    def _with_ward(self, end: int) -> int:
        """The ward and district that follow an address, as far as they are numbers: ", phường 14, Q. Tân Bình 3"."""
        for _ in range(3):
            at = end
            while (sign := self.at(at)) and sign.kind == "s" and sign.text in ",.-" and at - end < 2:
                at += 1
            found = self.label(at)
            if found is None or found[0] != "ward":
                return end
            start = self._over(found[2])
            after = self.number(start)
            if after == start or self.counts(after):
                return end
            end = after
        return end
