"""Places are found as people write them."""

from collections.abc import Iterator

import pytest

from connect.areas import queries
from connect.areas.names import lookup
from tests.conftest import Make

PHUOC_LONG, SAI_GON, BEN_THANH = "26848", "26740", "26743"


@pytest.fixture(scope="module", autouse=True)
def looking(make_lasting_app: Make) -> Iterator[None]:
    """One site for all: nothing here writes."""
    with make_lasting_app().app_context():
        yield


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Phước Long B, Quận 9", PHUOC_LONG),
        ("phuoc long b", PHUOC_LONG),
        ("PHUOC LONG B", PHUOC_LONG),
        ("P. Phước Long B", PHUOC_LONG),
        ("phường phước long b, tp thủ đức", PHUOC_LONG),
        ("phuoc long b q9", PHUOC_LONG),
        ("phuoc log b", PHUOC_LONG),
        ("Bến Nghé", SAI_GON),
        ("P.Bến Nghé, Q.1", SAI_GON),
        ("ben nghe quan 1 tphcm", SAI_GON),
        ("Bến Nghé, Q1, TP.HCM", SAI_GON),
        ("phuong sai gon", SAI_GON),
        ("bến thành", BEN_THANH),
        ("ben thanh hcm", BEN_THANH),
        ("Ben   Thanh", BEN_THANH),
        ("b\u1ebfn th\u00e0nh", BEN_THANH),
        ("be\u0302\u0301n tha\u0300nh", BEN_THANH),
        ("bến\u200b thành", BEN_THANH),
        ("Lộc Ninh, Đồng Nai", "25270"),
        ("Hà Nội", "01"),
        ("hn", "01"),
        ("tp hcm", "79"),
        ("TP. Hồ Chí Minh", "79"),
        ("Sài Gòn, TP HCM", SAI_GON),
        ("tỉnh Đồng Nai", "75"),
        ("thanh pho dong nai", "75"),
        ("huế", "46"),
        ("dak lak", "66"),
        ("Hoàng Sa", "20333"),
        ("huyện Lý Sơn", "21548"),
        ("côn đảo", "26732"),
        ("Ba Chẽ", "06970"),
        ("ba che quang ninh", "06970"),
        ("Qui Nhơn", "21583"),
        ("Mĩ Tho", "28261"),
        ("K'Dang", "23714"),
        ("K’Dang", "23714"),
        ("Ealy", "22237"),
        ("Daklak", "66"),
        ("Đắc Lắc", "66"),
        ("Bắc Cạn", "19"),
        ("Hà Tây", "01"),
    ],
)
def test_a_place_is_found_however_it_is_typed(typed: str, code: str) -> None:
    found = [hit.place.code for hit in lookup.search(typed, 3)]
    assert found and code in found[:2], [hit.label for hit in lookup.search(typed, 3)]


@pytest.mark.parametrize(
    ("one", "other"), [("hoà hải", "hòa hải"), ("thuỷ xuân", "thủy xuân"), ("Khoái Châu", "khoai chau")]
)
def test_both_ways_of_setting_the_tone_mark_find_the_same(one: str, other: str) -> None:
    assert [hit.place.code for hit in lookup.search(one)] == [hit.place.code for hit in lookup.search(other)] != []


NAMED = [
    ("thôn Đông 3, xã Diên Điền, Khánh Hòa", "22657"),
    ("12 TRAN HUNG DAO F7 Q5", "27316"),
    ("F7, Q5", "27316"),
    ("F.7 Q.5", "27316"),
    ("LO B C/C AN QUANG P9 Q10", "27190"),
    ("SOS!!! Nhà bà Sáu, xóm Chùa, thôn Đông 3, xã Diên Điền, Khánh Hòa. 10 người, 3 trẻ nhỏ, nước ngập tới trần. "
     "LH 0912345678 – 0987654321", "22657"),
    ("phường Bình Đông, quận 8", "27424"),
    ("Phường Gia Định, quận Bình Thạnh", "26944"),
    ("phường Cầu Giấy, quận Cầu Giấy, Hà Nội", "00166"),
    ("12 Lê Lợi, Bến Nghé, Quận 1, Thành phố Hồ Chí Minh 700000, Việt Nam", SAI_GON),
    ("5 BE VAN DAN,P14,Q TAN BINH,TP", "27004"),
    ("phường 14 bình thạnh", "26929"),
    ("45/12 đường số 9, Phước Long B, quận 9", PHUOC_LONG),
    ("phường Tân Định", "26737"),
    ("xã Tân Định", "22576"),
    ("Phường 6, Quận 4", "27265"),
    ("Phường 10, Quận 3", "27142"),
    ("Phường 3, Quận 5", "27301"),
    ("Phường 1, Quận 8", "27418"),
    ("Phường 3, Quận Bình Thạnh", "26944"),
    ("xã Cẩm Hải, Cẩm Phả", "06799"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "code"), NAMED)
def test_a_ward_is_found_wherever_in_the_text_it_is_named(typed: str, code: str) -> None:
    assert lookup.search(typed, 8, wards_only=True)[0].place.code == code
    assert lookup.find(typed)[0].place.code == code


@pytest.mark.parametrize(
    "typed", ["hẻm 42", "45/12 đường số 9", "chung cư An Quang", "đường Lê Lợi", "12 Trần Hưng Đạo", "số 5 ngõ 7"]
)
def test_a_street_names_no_ward(typed: str) -> None:
    assert not lookup.is_sure(lookup.search(typed, 8, wards_only=True), typed)


@pytest.mark.parametrize("typed", ["hẻm 42", "45/12 đường số 9", "chung cư An Quang"])
def test_what_is_only_the_way_to_a_door_finds_nothing(typed: str) -> None:
    assert lookup.search(typed, 8, wards_only=True) == lookup.find(typed) == []


@pytest.mark.parametrize(
    ("typed", "sure"),
    [
        ("xã Diên Điền, Khánh Hòa", True),
        ("Phước Long B, Quận 9", True),
        ("phuoc log b", False),  # mended, not typed
        ("phước long", False),  # several have it
        ("Phường 6, Quận Bình Thạnh", False),  # divided between two
        ("Phường 3", False),
    ],
)
def test_one_ward_is_proposed_only_when_its_whole_name_was_typed(typed: str, sure: bool) -> None:
    assert lookup.is_sure(lookup.search(typed, 8, wards_only=True), typed) is sure


def test_a_ward_that_was_divided_is_a_choice() -> None:
    found = {hit.place.name for hit in lookup.search("Phường 6, Quận Bình Thạnh", 8, wards_only=True)}
    assert found == {"Phường Gia Định", "Phường Bình Lợi Trung"}


@pytest.mark.parametrize("typed", ["Huế", "tp huế", "Thành phố Huế"])
def test_a_province_is_found_and_offers_the_wards_in_its_middle_where_a_ward_is_wanted(typed: str) -> None:
    assert lookup.search(typed)[0].place.code == "46"
    wards = lookup.search(typed, 8, wards_only=True)
    assert len(wards) == 8
    assert all(queries.is_within(hit.place, queries.get("46").path) for hit in wards)


def test_an_old_district_finds_what_became_of_its_wards() -> None:
    names = {hit.place.name for hit in lookup.search("Quận 1", 10)}
    assert {"Phường Sài Gòn", "Phường Bến Thành", "Phường Cầu Ông Lãnh", "Phường Tân Định"} <= names
    assert all("Quận 1," in hit.note for hit in lookup.search("Q1", 4))


@pytest.mark.parametrize(
    "typed",
    ["", " ", "\u200b", "%", "x" * 5000, "\u202e\u202d", "🙂", "qqqqqqq", "\x00", "1" * 300],
)
def test_what_names_nothing_finds_nothing_and_breaks_nothing(typed: str) -> None:
    assert lookup.search(typed) == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("12 Lê Lợi, phường Bến Nghé, Quận 1, TP HCM", SAI_GON),
        ("45/12 đường số 9, Phước Long B, quận 9", PHUOC_LONG),
        ("45/12 duong so 9 phuong phuoc long b quan 9", PHUOC_LONG),
        ("Số 3 ngõ 5\nphường Trung Liệt\nĐống Đa", "00229"),
    ],
)
def test_a_typed_address_leads_to_its_ward_with_a_score(address: str, code: str) -> None:
    hits = lookup.find(address)
    assert code in {hit.place.code for hit in hits}
    assert all(0 < hit.score <= 100 for hit in hits)
