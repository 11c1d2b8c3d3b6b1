"""The words of addresses: labels in all spellings, known streets, families that streets are named after. Pure."""

from pathlib import Path

from connect.cases.disclosure.masking.spelling import beginnings
from connect.text import folded

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
STUCK_LABELS = {
    "h",
    "k",
    "p",
    "q",
    "t",
    "ng",
    "n",
    "d",
    "f",
    "c",
    "b",
}  # single letters: only with the figures right behind
NAMED_LABELS = frozenset(
    "thon xom ap khom buon ban lang soc phum chungcu cc cuxa khudancu kdc khutapthe ktt khudothi kdt khupho kp"
    " to toa toanha"
    " thap khutro nhatro daytro duong pho dg dailo hem ngo ngach kiet".split()
)
FILLERS = frozenset("so thu la".split())
NO_NAME = frozenset(
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
NOT_BY_WORD = {  # what a number alone means with the word behind it: this year, alone, two mothers
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


LABEL_KINDS, MARKED_LABELS, UNMARKED_LABELS = _table()
LABELS_BEGUN = beginnings(frozenset(LABEL_KINDS))
STREETS: dict[tuple[str, ...], list[tuple[str, ...]]] = {}  # by their first two words
STREETS_MARKED: set[str] = set()
for _name in (Path(__file__).parent / "streets.txt").read_text("utf-8").replace("\n", "|").split("|"):
    if _name.strip():
        STREETS_MARKED.add(_name.strip())
        _parts = tuple(folded(_name).split())
        STREETS.setdefault(_parts[:2], []).append(_parts)
for _several in STREETS.values():
    _several.sort(key=len, reverse=True)
FAMILIES = frozenset(
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô lý trịnh đinh trương lâm phùng tôn mạc tạ"
    " đào đoàn hà chu"
    " triệu châu thái lương".split()
)
FAMILIES_BARE = frozenset("nguyen huynh pham hoang trinh tran dinh phung".split())
FAMILIES_THAT_COUNT = frozenset("hồ hà chu châu thái lương đoàn lâm triệu đào lý".split())  # need a capital
NO_STREET = frozenset("KG ML MG CM KM GR LIT SOS TV ATM BHYT HA SL XL XXL CO OK F COVID HIV TP HCM VN".split())
NOT_AFTER_FAMILY = frozenset("do tinh chong te thuong luot phu khuyet tap dong xe lut bao mua dich le danh vu".split())
