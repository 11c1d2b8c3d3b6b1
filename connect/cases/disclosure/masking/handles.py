"""Where in a text somebody can be found elsewhere: names on chats, accounts of banks, codes. Pure."""

import re
from collections.abc import Iterator

from connect.cases.disclosure.masking.spelling import Read, Reader, beginnings

Span = tuple[int, int]

CHATS = frozenset(
    "zalo zl zlo dalo jalo fb facebook fbook face phay phaybuc feisbuc fay tele telegram tlg teleg viber vb"
    " vibe mess messenger"
    " msg ig insta instagram tiktok titok toptop skype line wechat whatsapp whatapp wa wapp kakao discord"
    " snapchat x twitter"
    " youtube yt locket gmail mail email nick ních nickname id user username acc".split()
)
_NOT_ALONE = frozenset(
    "line x id acc face mail wa mess user vb fay vibe".split()
)  # other words too: need a sign behind
_OWNERS = frozenset("em toi minh chi anh cua me ba con co chau nha bac chu nay day chong vo ong e c a m t mk".split())
_IS = frozenset("la ten nick id name user ac acc chinh".split())
_ACCOUNTS = frozenset(
    "stk sotk sotaikhoan taikhoan tk sotknganhang taikhoannganhang chutk chutaikhoan account accountnumber"
    " accno soaccount"
    " cccd cmnd cmt cancuoc sothe thenganhang atm sohieu mst masothue bhyt sobhxh sokhachhang makh"
    " makhachhang".split()
)
BANKS = frozenset(
    "vcb vietcombank vietcom techcombank tcb techcom mb mbbank bidv agribank agri vietinbank vietin ctg acb"
    " sacombank sacom"
    " stb tpbank tpb vpbank vpb vib ocb shb hdbank hdb msb eximbank eib lienviet lpb lpbank seabank ssb"
    " namabank bacabank"
    " abbank pvcombank pvcom kienlongbank cake timo momo zalopay vnpay viettelpay viettelmoney shopeepay airpay"
    " paypal"
    " bidvbank scb ncb vietbank vietabank pgbank saigonbank coopbank woori shinhan hsbc citi".split()
)
_CODES = frozenset(
    "macua macong makhoa makhoacua masocua masocong mabuudien mabuuchinh zip zipcode postcode mavung code"
    " passcua passcong"
    " pass password matkhau mk mkhau pincode macode maso mathe manhanhang magiaohang otp maotp mathang"
    " mathangmay".split()
)
_SMALL = frozenset("la so cua em toi minh ngan hang nha bank tai o ten chu chinh thi nay day vao ve qua nhe a".split())
# What people write behind the name of a chat when it is not somebody's name.
_WORDS = frozenset(
    "em toi minh chi anh co con bi o va la nha nay do kia khong ko k het da se chua bac ong ba chu di cho xin"
    " can nhan hong"
    " hu giup gui goi nhe nha nhen ạ a hay hoac voi de duoc dc khi neu thi ma tren qua cua cung van ra vao luc"
    " roi mat tai"
    " khoa chan off on bat tat nua luon nhung vi do nen tin nhan hinh anh so dien thoai sdt dt lien he ket ban"
    " add kb group"
    " nhom bao cu moi may cau hoi them nhieu it them ai nao gi dau sao ket noi mang lac lo khac rieng chung tat"
    " ca moi nguoi"
    " phuong xa to khu xom chuong tinh cap pay phai chi duy nhat gap ngay hom mai nay lai truoc sau tra loi doc"
    " xem thay biet"
    " dung su thuong xuyen cai tu be bang tieng viet xin cam on vai lan mot hai yeu vuong me bo vo chong con"
    " chau".split()
)
_AT = re.compile(r"(?<![\w.@])@\s?[a-z0-9](?:[\w.\-]*\w)?|(?<=[\s:(])a ?(?:cong|còng)\s[a-z]\w+")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|th|tr|ch|gh|gi|kh|ph|qu|[bcdghklmnpqrstvx])?(?:uyen|uyet|uong|uoi|uou|uoc|uom|uon|uop|uot|uynh|uych|uyt"
    r"|uya|uyu|oach|oai|oan|oang|oanh|oao|oat|oay|oac|oap|oen|oeo|oet|oong|ieng|iep|iet|iec|iem|ien|ieu|yem|yen|yet|yeu"
    r"|uay|uan|uang|uat|uech|uenh|ach|ang|anh|ech|eng|enh|ich|inh|ong|ung|ai|am|an|ao|ap|at|au|ay|ac|em|en|eo|ep|et|eu|ec"
    r"|ia|im|in|ip|it|iu|oa|oc|oe|oi|om|on|op|ot|ua|uc|ue|ui|um|un|up|ut|uu|uy|uo|ya|a|e|i|o|u|y)"
)
_BEGUN = beginnings(CHATS | _ACCOUNTS | BANKS | _CODES)


def spans(text: Read) -> Iterator[Span]:
    """Every part of the text that names an account."""
    yield from (one.span() for one in _AT.finditer(text.bare))
    look, i = _Look(text), 0
    while i < len(text.tokens):
        if text.tokens[i].text not in _BEGUN:
            i += 1
            continue
        end = look.chat(i)
        end = end if end > i else look.account(i)
        if end > i:
            yield text.tokens[i].start, text.tokens[end - 1].end
        i = max(i + 1, end)


def accounts(text: Read) -> Iterator[Span]:
    """Every part of the text that names an account or a paper by its number, and no codes of doors."""
    look, i = _Look(text), 0
    while i < len(text.tokens):
        end = look.account(i) if look.word(i, _ACCOUNTS) > i or look.word(i, BANKS, 2) > i else i
        if end > i:
            yield text.tokens[i].start, text.tokens[end - 1].end
        i = max(i + 1, end)


class _Look(Reader):
    def word(self, i: int, words: frozenset[str], most: int = 4) -> int:
        """The index behind one of the words that begins here, its parts together or apart; i when there is none."""
        letters, end, begun = "", i, beginnings(words)
        for n in range(most):
            token = self.at(i + n)
            if token is None or (n and self.gap(i + n).strip(" ")):
                break
            if n and token.kind == "s" and token.text in "./-":
                continue
            if token.kind != "w":
                break
            letters += token.text
            if letters in words:
                end = i + n + 1
            elif letters not in begun:
                break
        return end

    # --- Names on chats -----------------------------------------------------------------------------------

    def chat(self, i: int) -> int:
        """Zl: thunguyen, fb Lan Nguyen, zalo em tên Thu."""
        after = self.word(i, CHATS, 2)
        if after == i:
            return i
        name, sure = self._to_name(after)
        if not sure and "".join(one.text for one in self.tokens[i:after]) in _NOT_ALONE:
            return i
        end = self._name(name, sure)
        return end if end > name else i

    def _to_name(self, i: int) -> tuple[int, bool]:
        """Where the name begins, over signs and owners; whether a sign or word says that it is a name."""
        at, sure = i, False
        for _ in range(6):
            token = self.at(at)
            if token is None or "\n" in self.gap(at):
                break
            if token.kind == "s" and token.text in ":=-–(@>|~.":
                sure = sure or token.text != "."
            elif token.kind == "w" and token.text in _IS and (token.text != "chinh") and self.at(at + 1):
                sure = True
            elif not (token.kind == "w" and (token.text in _OWNERS or token.text in CHATS) and self._leads_on(at + 1)):
                break
            at += 1
        return at, sure

    def _leads_on(self, i: int) -> bool:
        """Whether an owner is followed by what announces a name: "zalo em là …", "fb của em: …"."""
        for n in range(3):
            token = self.at(i + n)
            if token is None:
                return False
            if token.text in _IS - {"chinh", "ac"} or (token.kind == "s" and token.text in ":=@"):
                return True
            if token.text not in _OWNERS and token.text not in CHATS:
                return False
        return False

    def _name(self, i: int, sure: bool) -> int:
        end = i
        while (token := self.at(end)) and end - i < 8:
            glued = end > i and self.gap(end) == ""
            if token.kind == "s" and not (
                glued and token.text in "._-@" and self.gap(end + 1) == "" and self.at(end + 1)
            ):
                break
            if not glued and (self.gap(end).strip(" ") or (end > i and self._parts(i, end) >= 4)):
                break
            if not glued and not self._is_name(end, sure, end > i):
                break
            end += 1
        return end

    def _parts(self, i: int, end: int) -> int:
        return 1 + sum(self.gap(n) != "" for n in range(i + 1, end))

    def _is_name(self, i: int, sure: bool, more: bool) -> bool:
        token = self.tokens[i]
        shown = self.text.words[token.start : token.end]
        if token.kind == "n":
            return more or sure or len(token.text) > 3
        after = self.at(i + 1)
        glued = after is not None and self.gap(i + 1) == "" and (after.kind == "n" or after.text in "._-")
        if glued and after is not None and after.kind == "s":
            glued = self.gap(i + 2) == "" and self.at(i + 2) is not None
        if glued or (not _SYLLABLE.fullmatch(token.text) and len(token.text) > 2):
            return token.low not in ("ko", "dc")
        if more and token.low in _FAMILIES:
            return True
        if sure and not more and token.low not in _AFTER_A_SIGN and token.low not in SURE_WORDS:
            return True
        if token.low in SURE_WORDS or (token.text in _WORDS and not (shown[0].isupper() and not self.text.shouted)):
            return False
        return sure or more or shown[0].isupper() or token.text not in _WORDS

    # --- Accounts and codes -------------------------------------------------------------------------------

    def account(self, i: int) -> int:
        """Stk 123 456, vcb: 0071…, mã cửa 1234: everything from the word to the end of its number."""
        after = self.word(i, _ACCOUNTS)
        after = after if after > i else self.word(i, BANKS, 2)
        least = 4
        if after == i:
            after, least = self.word(i, _CODES), 3
        if after == i:
            return i
        self.loose = all(one.low.isascii() for one in self.tokens[i:after])
        try:
            return self._to_account(i, after, least)
        finally:
            self.loose = False

    def _to_account(self, i: int, after: int, least: int) -> int:
        at = after
        for _ in range(8):
            token = self.at(at)
            if token is None or token.kind == "n" or self.is_said(at) or "\n" in self.gap(at):
                break
            if token.kind == "w" and not (token.text in _SMALL or self.word(at, BANKS, 2) > at):
                if least == 3 or not self._has_figures(at):
                    return i if not self._has_figures(at) else self._to_blank(at)
                break
            at += 1
        end = self._digits(at)
        return end if self._count(at, end) >= least and not self.counts(end) else i

    def _has_figures(self, i: int) -> bool:
        """Whether a word is glued to figures: VN0071…"""
        after = self.at(i + 1)
        return after is not None and after.kind == "n" and self.gap(i + 1) == "" and len(after.text) > 1

    def _to_blank(self, i: int) -> int:
        end = i + 1
        while self.at(end) and self.gap(end) == "":
            end += 1
        return end

    def _digits(self, i: int) -> int:
        end = i
        while (token := self.at(end)) and "\n" not in self.gap(end):
            sign = token.kind == "s" and token.text in ".-_/" and end > i
            glued = end > i and self.gap(end) == "" and token.kind == "w"
            if not (token.kind == "n" or self.is_said(end) or sign or glued):
                break
            end += 1
        while end > i and self.tokens[end - 1].kind == "s":
            end -= 1
        return end

    def _count(self, i: int, end: int) -> int:
        return sum(len(one.text) if one.kind == "n" else 1 for one in self.tokens[i:end] if one.kind != "s")


SURE_WORDS = frozenset("không được hỏng hư bị với nhé ạ của giúp mất để và hay hoặc nhưng vì nên gửi gọi".split())
_AFTER_A_SIGN = frozenset("em khong ko k bi hu hong het mat cung giup nhe nha a va anh chi cho".split())
_FAMILIES = frozenset(
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô lý nguyen tran le pham vo bui".split()
)
