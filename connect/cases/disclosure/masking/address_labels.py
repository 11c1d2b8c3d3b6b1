"""The part of an address that a label begins: "hẻm 45", "tổ 3", "chung cư An Quang p9", with its street. Pure."""

from connect.cases.disclosure.masking import address_words
from connect.cases.disclosure.masking.spelling import Reader


class LabelReader(Reader):
    """Reads labels with their numbers and names, and the names of known streets."""

    last = -1  # the index behind the part of an address that was found last

    def label(self, i: int) -> tuple[str, str, int] | None:
        """The kind of label that begins here, its letters, and the index behind it."""
        letters, shown = "", ""
        found = None
        for n in range(4):
            token = self.at(i + n)
            if token is None or (n and "\n" in self.gap(i + n)):
                break
            if n and token.kind == "s" and token.text in "./-" and len(letters) < 4:
                continue
            if token.kind != "w":
                break
            letters, shown = letters + token.text, shown + token.low
            if letters not in address_words.LABELS_BEGUN:
                break
            if (
                letters in address_words.LABEL_KINDS
                and self._is_label(letters, shown, i + n)
                and not self._is_pressure(i, letters)
            ):
                found = (address_words.LABEL_KINDS[letters], letters, i + n + 1)
        return found

    def _is_label(self, letters: str, shown: str, last: int) -> bool:
        if len(letters) <= 2 and letters in address_words.STUCK_LABELS:
            after = self.at(last + 1)
            before = self.at(last - 1)
            if before is not None and before.kind != "s" and self.gap(last) == "":  # 8h30
                return False
            near = self.gap(last + 1) == "" or self.sign(last + 1, ".")
            return after is not None and near and (after.kind == "n" or self.sign(last + 1, "."))
        if letters in address_words.UNMARKED_LABELS or shown in address_words.MARKED_LABELS:
            return True
        return shown.isascii()

    def _is_pressure(self, i: int, letters: str) -> bool:
        """Huyết áp: a word of the body, and no hamlet."""
        before = self.at(i - 1)
        if letters != "ap":
            return False
        return self.tokens[i].low == "áp" or (before is not None and before.text in ("huyet", "dien"))

    def _labelled(self, i: int) -> int:
        found = self.label(i)
        if found is None:
            return i
        kind, letters, after = found
        self.loose = all(one.low.isascii() for one in self.tokens[i:after])
        try:
            return self._with_number_or_name(i, kind, letters, after)
        finally:
            self.loose = False

    def _with_number_or_name(self, i: int, kind: str, letters: str, after: int) -> int:
        sure = (
            letters in address_words.UNMARKED_LABELS
            or 0 <= i - self.last < 2
            or "".join(t.low for t in self.tokens[i:after] if t.kind == "w") in address_words.MARKED_LABELS
        )
        start = self._over(after, ":.-–=#~(")
        end = self._before_street(start, self.number(start))
        if end > start and self._is_place(kind, letters, sure, start, end):
            return self._and_street(end) if kind in ("house", "alley") else end
        if kind in ("group", "floor") and (end := self._letter(after, letters)) > after:
            return end
        return self._name(after, letters, kind) or i

    def _and_street(self, end: int) -> int:
        """A house or an alley with its street behind it."""
        after = end
        while (sign := self.at(after)) and sign.kind == "s" and sign.text in ",.-" and after - end < 2:
            after += 1
        road = self.label(after)
        if road and road[0] == "road":
            after = self._over(road[2])
        street = self._street(after)
        return street if street > after else end

    def _over(self, i: int, signs: str = ":.,-–=#~(") -> int:
        """Over signs and small words between a label and its number."""
        for _ in range(3):
            token = self.at(i)
            if token is None or "\n" in self.gap(i):
                return i
            small = token.kind == "w" and token.text in address_words.FILLERS and self.number(i + 1) > i + 1
            if small or (token.kind == "s" and token.text in signs):
                i += 1
        return i

    def _is_place(self, kind: str, letters: str, sure: bool, start: int, end: int) -> bool:
        first = self.tokens[start]
        if letters == "f" and first.text in ("0", "1", "2", "3"):  # who is ill, and who met somebody ill
            return False
        if len(letters) == 1 and letters in "fkbct" and first.kind == "n" and self._is_short(start, end):
            return self._with_more(letters, end)
        if self.is_said(start):
            return self._is_said_place(kind, letters, sure, start, end)
        if kind in ("alley", "house") and letters not in ("ngo", "no"):
            return not (self.counts(end) and self.tokens[end].text in ("m", "met", "nguoi", "ngay", "gio"))
        if letters in ("km",):
            return True
        return not self._counts(end)

    def _counts(self, i: int) -> bool:
        """Whether a thing is counted: not where the word begins another label with its number, "tầng 7 căn 10"."""
        if not self.counts(i):
            return False
        label = self.label(i)
        return label is None or self.number(self._over(label[2])) == self._over(label[2])

    def _is_short(self, start: int, end: int) -> bool:
        return end == start + 1 and len(self.tokens[start].text) < 2

    def _with_more(self, letters: str, end: int) -> bool:
        """F7, k3 or t5 alone mean a grade or a day; with another label behind they are part of an address."""
        more = self.label(self._over(end))
        return more is not None and letters not in "b"

    def _is_said_place(self, kind: str, letters: str, sure: bool, start: int, end: int) -> bool:
        """A number in words: not when it counts, nor when the word behind gives it another meaning."""
        after, first = self.at(end), self.tokens[start].text
        if self._counts(end) or len(letters) == 1:
            return False
        near = after is not None and not self.gap(end).strip(" ") and after.kind == "w"
        if near and after and end == start + 1 and after.text in address_words.NOT_BY_WORD.get(first, set()):
            return False
        if near and after and end == start + 1 and first == "nam" and after.kind == "n":
            return False
        if self.tokens[start].low == "không" and end == start + 1:
            return False
        if sure and letters not in ("no", "house"):
            return True
        ends = after is None or after.kind == "s" or self.label(end) is not None or self._street(end) > end
        return ends or end > start + 1

    def _letter(self, i: int, letters: str) -> int:
        """Block C, lô B, tổ IV."""
        token, after = self.at(i), self.at(i + 1)
        if token is None or token.kind != "w" or self.gap(i).strip(" "):
            return i
        shown = self.text.words[token.start : token.end]
        single = len(token.text) == 1 and token.text.isalpha()
        roman = len(token.text) < 5 and set(token.text) <= set("ivx")
        if not (single or roman):
            return i
        if shown.isupper() and not self.text.shouted:
            return self._and_number(i + 1)
        quiet = (
            single
            and letters in ("lo", "block", "blk", "toa", "chungcu", "thap", "day")
            and token.text not in "aekmcbtd"
        )
        ends = after is None or (after.kind == "s" and after.text in ",.;\n") or self.label(i + 1) is not None
        if roman and len(token.text) > 1 and (letters in ("khupho", "kp", "tdp") or token.text not in ("vi", "xi")):
            return i + 1
        return i + 1 if ends and quiet else i

    def _and_number(self, i: int) -> int:
        start = self._over(i)
        end = self.number(start)
        return end if end > start and not self._counts(end) and "\n" not in self.gap(i) else i

    def _name(self, i: int, letters: str, kind: str) -> int:
        """Xóm Chùa, thôn Đông 3, đường Láng; 0 when no name follows."""
        if kind == "road":
            name = self._over(i)
            street = self._street(name)
            if street > name and (letters not in ("duong", "d", "pho") or street > name + 1):
                return self._and_number(street)
        if letters not in address_words.NAMED_LABELS:
            return 0
        end = i
        while (token := self.at(end)) and token.kind == "w" and end - i < 4 and not self.gap(end).strip(" "):
            shown = self.text.words[token.start : token.end]
            if not shown[0].isupper() or self.text.shouted:
                break
            end += 1
        first = self.at(i)
        if end > i and not (kind == "road" and first and first.low in ("cát", "phèn")):
            return self._and_number(end)
        return self._small_name(i, letters)

    def _small_name(self, i: int, letters: str) -> int:
        """Thôn đông 3, chung cư an quang p9: a name in small letters counts when a number follows."""
        if letters in ("to", "duong", "pho", "ban", "toa", "lang", "ngo", "cc", "hem", "d"):
            return 0
        for n in range(1, 4):
            token = self.at(i + n - 1)
            if (
                token is None
                or token.kind != "w"
                or self.gap(i + n - 1).strip(" ")
                or token.text in address_words.NO_NAME
            ):
                return 0
            if (after := self.at(i + n)) and after.kind == "n" and not self.gap(i + n).strip(" "):
                end = self.number(i + n)
                return 0 if self.counts(end) else end
        return 0

    # --- Known streets -------------------------------------------------------------------------------------

    def _street(self, i: int) -> int:
        """The index behind the name of a known street; i when there is none."""
        first = tuple([one.text for one in self.tokens[i : i + 2]])
        for parts in (*address_words.STREETS.get(first, ()), *address_words.STREETS.get(first[:1], ())):
            ends = self.tokens[i : i + len(parts)]
            whole = tuple(one.text for one in ends) == parts
            if whole and not any("\n" in self.gap(n) for n in range(i + 1, i + len(parts))):
                return i + len(parts)
        return i

    def _before_street(self, i: int, end: int) -> int:
        """Where a number in words ends when its last word begins a street: sáu | Hai Bà Trưng, ba trăm | Lê Duẩn."""
        return end - 1 if end - 1 > i and self.is_said(end - 1) and self._street(end - 1) > end - 1 else end
