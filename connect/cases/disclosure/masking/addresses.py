"""Where in a text an address stands, in whatever spelling: house, alley, street, group, floor, block, hamlet. Pure.

A label ("hẻm", "tổ", "tầng") with a number or a name; a number with the name of a street. The number may be figures or
words, the marks may be missing, letters may stand apart or be figures. Numbers that count things are left alone.
"""

from collections.abc import Iterator
from pathlib import Path

from connect.cases.disclosure.masking.spelling import Read, Reader
from connect.text import folded

Span = tuple[int, int]

# Each label: the spellings with marks, that is, without them, other words are meant. "!": it needs no marks at all.
_ALLEYS = "hẻm! hẽm! h! k! hem! hxh! hxm! ngách! kiệt! ngõ ngỏ ng! hẻmsố! cưxá!"
_HOUSES = "sốnhà! nhàsố! sn! snhà! sốn! housenumber! house! no! nhàthứ sôn!"
_GROUPS = (
    "t! tổ tổdânphố! tdp! tổdp! khuphố! kp! kphố! khup! khóm! ấp! thôn! xóm! đội cụm buôn bản làng sóc phum!"
    " khu tổtựquản! tổsố"
    " cụmdâncư! khudâncư! kdc! khutậpthể! ktt! khuđôthị! kđt! khuchếxuất! kcn! khucôngnghiệp! điểmdâncư!"
)
_FLOORS = (
    "tầng lầu phòng phòngsố! phòngtrọ! phòngtrọsố! cănhộ! cănhộsố! ch! căn cănsố! lô lôsố tòa toà tòanhà! tháp"
    " block! blk! bl!"
    " dãy dãytrọ! dãynhà! chungcư! cc! ccư! nhàtrọ! kitrọ! khutrọ! floor! fl! room! apartment! apt! flat! unit!"
    " tower! sàn"
)
_ROADS = (
    "đường đườngsố! phố đg! đ phốsố! quốclộ! ql! tỉnhlộ! tl! hươnglộ! hl! đạilộ! street! st! road! rd!"
    " alley! lane!"
    " km! cộtđiện! trụđiện! cộtmốc! cầusố! ngãba! ngãtư!"
)
_WARDS = "p q f phường quận"
_STUCK = {"h", "k", "p", "q", "t", "ng", "n", "d", "f", "c", "b"}  # single letters: only with the figures right behind
_NAMED = frozenset(
    "thon xom ap khom buon ban lang soc phum chungcu cc cuxa khudancu kdc khutapthe ktt khudothi kdt khupho kp"
    " to toa toanha"
    " thap khutro nhatro daytro duong pho dg dailo hem ngo ngach kiet".split()
)
_LETTERED = frozenset("lo block blk toa chungcu thap day".split())
_FILLERS = frozenset("so thu la".split())
_NO_NAME = frozenset(
    "em toi minh chi anh co con bi o va la nha nay do kia day ay rat cung dang khong ko k het da se chua bac"
    " ong ba chu di"
    " may cac nhung moi ca toan ngap lut sat vao ra ben phia dau cuoi gan xa sau truoc trong ngoai giua tren"
    " duoi nho hep"
    " cut rong lon ngheo kho tro thi thì chỉ tự quản dân cư the biet nguoi ngay de den di ve cho xin can nhan"
    " xa hoi ma mia"
    " thot cat phen den trang nau vang huyet sua gao mi muoi bot phuc hoi tre va voi cho bo bao goi hop tieng"
    " cach ly phong"
    " to chuc bay cung chinh quyen doi tinh nguyen cong tac van hoa chai luoi que".split()
)
_NOT_BY_WORD = {  # what a number alone means with the word behind it: this year, alone, two mothers
    "nam": {"nay", "ngoai", "truoc", "sau", "qua", "kia", "hoc", "moi", "roi", "tuoi"},
    "mot": {"minh", "so", "phan", "it", "chut", "vai", "lan", "nua", "hai", "cach", "luc", "may"},
    "ba": {"ma", "me", "toi", "em", "con", "chau", "minh", "noi", "ngoai", "bau", "lo", "cua"},
    "tu": {"van", "nhan", "tuong", "tu", "do", "quan", "dong", "khi", "luc"},
    "hai": {"ben", "dau", "san", "vo", "me", "ba", "ong", "anh", "chi", "dua", "nguoi", "chau"},
    "tam": {"thoi", "tru", "ung", "on"}, "chin": {"quyen"}, "bay": {"gio", "ra", "vao"},
    "sau": {"khi", "nay", "do", "lung", "nha", "chua", "cho"}, "le": {"te", "ra", "thuoc"}, "khong": set(),
}  # fmt: skip


def _table() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    kinds, marked, free = {}, set(), set()
    groups = {"alley": _ALLEYS, "house": _HOUSES, "group": _GROUPS, "floor": _FLOORS, "road": _ROADS, "ward": _WARDS}
    for kind, labels in groups.items():
        for label in labels.split():
            name = label.rstrip("!")
            kinds[folded(name)] = kind
            marked.add(name)
            if label.endswith("!"):
                free.add(folded(name))
    return kinds, frozenset(marked), frozenset(free)


_KINDS, _MARKED, _FREE = _table()
_STREETS: dict[tuple[str, ...], list[tuple[str, ...]]] = {}  # by their first two words
_STREETS_MARKED: set[str] = set()
for _name in (Path(__file__).parent / "streets.txt").read_text("utf-8").replace("\n", "|").split("|"):
    if _name.strip():
        _STREETS_MARKED.add(_name.strip())
        _parts = tuple(folded(_name).split())
        _STREETS.setdefault(_parts[:2], []).append(_parts)
for _several in _STREETS.values():
    _several.sort(key=len, reverse=True)
_FAMILIES = frozenset(
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô lý trịnh đinh trương lâm phùng tôn mạc tạ"
    " đào đoàn hà chu"
    " triệu châu thái lương".split()
)
_FAMILIES_BARE = frozenset("nguyen huynh pham hoang trinh tran dinh phung".split())
_FAMILIES_THAT_COUNT = frozenset("hồ hà chu châu thái lương đoàn lâm triệu đào lý".split())  # need a capital


def spans(text: Read) -> Iterator[Span]:
    """Every part of the text that says where somebody lives."""
    look, i = _Look(text), 0
    while i < len(text.tokens):
        span, after = look.here(i)
        if span:
            yield span
        i = max(i + 1, after)


class _Look(Reader):
    last = -1  # the index behind the part of an address that was found last

    def here(self, i: int) -> tuple[Span | None, int]:
        """What begins at a token: its span, and the index to go on from."""
        for try_ in (self._labelled, self._numbered_street, self._street_alone):
            end = try_(i)
            if end > i:
                end = self.last = self._with_ward(end)
                return (self.tokens[i].start, self.tokens[end - 1].end), end
        return None, i + 1

    # --- A label with its number or name ------------------------------------------------------------------

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
            if letters in _KINDS and self._is_label(letters, shown, i + n) and not self._is_pressure(i, letters):
                found = (_KINDS[letters], letters, i + n + 1)
        return found

    def _is_label(self, letters: str, shown: str, last: int) -> bool:
        if len(letters) <= 2 and letters in _STUCK:
            after = self.at(last + 1)
            before = self.at(last - 1)
            if before is not None and before.kind != "s" and self.gap(last) == "":  # 8h30
                return False
            near = self.gap(last + 1) == "" or self.sign(last + 1, ".")
            return after is not None and near and (after.kind == "n" or self.sign(last + 1, "."))
        if letters in _FREE or shown in _MARKED:
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
            letters in _FREE
            or 0 <= i - self.last < 2
            or "".join(t.low for t in self.tokens[i:after] if t.kind == "w") in _MARKED
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
            small = token.kind == "w" and token.text in _FILLERS and self.number(i + 1) > i + 1
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
        if near and after and end == start + 1 and after.text in _NOT_BY_WORD.get(first, set()):
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
        if letters not in _NAMED:
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
            if token is None or token.kind != "w" or self.gap(i + n - 1).strip(" ") or token.text in _NO_NAME:
                return 0
            if (after := self.at(i + n)) and after.kind == "n" and not self.gap(i + n).strip(" "):
                end = self.number(i + n)
                return 0 if self.counts(end) else end
        return 0

    # --- Streets ------------------------------------------------------------------------------------------

    def _street(self, i: int) -> int:
        """The index behind the name of a known street; i when there is none."""
        first = tuple(one.text for one in self.tokens[i : i + 2])
        for parts in (*_STREETS.get(first, ()), *_STREETS.get(first[:1], ())):
            ends = self.tokens[i : i + len(parts)]
            whole = tuple(one.text for one in ends) == parts
            if whole and not any("\n" in self.gap(n) for n in range(i + 1, i + len(parts))):
                return i + len(parts)
        return i

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
        if not (said and words and one and two) or {one.text, two.text} & _NO_NAME or self._is_unit(name + 1):
            return 0
        return name + 2

    def _before_street(self, i: int, end: int) -> int:
        """Where a number in words ends when its last word begins a street: sáu | Hai Bà Trưng, ba trăm | Lê Duẩn."""
        return end - 1 if end - 1 > i and self.is_said(end - 1) and self._street(end - 1) > end - 1 else end

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
        short = shown.isupper() and 2 <= len(shown) <= 5 and shown not in _NO_STREET
        if short and not (self.text.shouted and set(token.text) & set("aeiouy")):
            return i + 2 if after and after.kind == "n" and not self.gap(i + 1) else i + 1
        if after is None or after.kind != "w" or self.gap(i + 1) != " ":
            return 0
        capital = shown[0].isupper() and not self.text.shouted
        family = token.low in _FAMILIES or (token.low.isascii() and token.text in _FAMILIES_BARE)
        if family and token.low in _FAMILIES_THAT_COUNT and not capital:
            return 0
        if not family or after.text in _NOT_AFTER_FAMILY:
            return 0
        return min(i + 3, self._to_the_sign(i))

    def _to_the_sign(self, i: int) -> int:
        end = i + 1
        while (token := self.at(end)) and token.kind == "w" and self.gap(end) == " " and token.text not in _NO_NAME:
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
        right = name in _STREETS_MARKED or (name.isascii() and (capital or end - i > 2))
        family = tokens[0].low in _FAMILIES or tokens[0].text in _FAMILIES_BARE
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


_NO_STREET = frozenset("KG ML MG CM KM GR LIT SOS TV ATM BHYT HA SL XL XXL CO OK F COVID HIV TP HCM VN".split())
_NOT_AFTER_FAMILY = frozenset("do tinh chong te thuong luot phu khuyet tap dong xe lut bao mua dich le danh vu".split())
