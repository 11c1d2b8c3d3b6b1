"""The front page, the manifest and the icons of the site, its emergency numbers."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image, ImageChops

from connect.home import manifest
from connect.web.pages import hotlines
from tests.builders import make_case, make_channel, make_notice, post_case
from tests.visit import Visit
from tools import icons


def manifest_of(visit: Visit) -> dict[str, Any]:
    """The manifest that a page of the site names."""
    found = re.search(r'<link rel="manifest" href="([^"]+)">', visit.get("home.front").text)
    assert found, "the page names no manifest"
    answer = visit.get(found[1])
    assert answer.mimetype == "application/manifest+json"
    assert "public" in answer.headers["Cache-Control"]
    return dict(answer.get_json(force=True))


def test_the_manifest_has_all_that_a_home_screen_needs(visit: Visit) -> None:
    told = manifest_of(visit)
    assert (told["id"], told["start_url"], told["scope"], told["lang"]) == ("/", "/", "/", "vi")
    assert told["display"] in ("standalone", "minimal-ui")
    assert told["name"] == told["short_name"] == "Connect"
    assert {"description", "theme_color", "background_color"} <= set(told)
    assert [one["url"] for one in told["shortcuts"]] == ["/cases/ask", "/cases/nearby"]
    said = told["description_localized"]
    assert said["vi"]["value"] == told["description"] != said["en"]["value"]


def test_the_pictures_of_the_manifest_have_the_size_it_says(visit: Visit) -> None:
    pictures = [one for one in manifest_of(visit)["icons"] if one["type"] == "image/png"]
    assert {one["sizes"] for one in pictures} == {"192x192", "512x512"}
    assert [one.get("purpose") for one in pictures].count("maskable") == 1
    for one in pictures:
        answer = visit.get(one["src"])
        assert "immutable" in answer.headers["Cache-Control"]
        assert "{}x{}".format(*Image.open(BytesIO(answer.data)).size) == one["sizes"]


def test_the_manifest_is_the_same_for_every_visitor_and_in_the_language_of_the_site(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(locale="en", site_name="Hội Chữ thập đỏ thành phố Huế")
    told = manifest_of(Visit(app, lang="vi"))
    assert told == manifest_of(Visit(app, lang="en"))
    assert told["lang"] == "en" and told["shortcuts"][0]["name"] == "I need help"
    assert (told["name"], told["short_name"]) == ("Hội Chữ thập đỏ thành phố Huế", "Hội Chữ thập")


@pytest.mark.parametrize(
    ("name", "short"),
    [("Connect", "Connect"), ("Giúp nhau qua bão lũ", "Giúp nhau"), ("Xinchàohàngxóm", "Xinchàohàngxóm")],
)
def test_a_name_is_cut_between_words(name: str, short: str) -> None:
    assert manifest._short(name) == short


@pytest.mark.parametrize("name", icons.PICTURES)
def test_an_icon_is_what_its_command_draws(name: str) -> None:
    there, drawn = Image.open(icons.FOLDER / name).convert("RGBA"), icons.picture(*icons.PICTURES[name]).convert("RGBA")
    most = max(top for _, top in ImageChops.difference(there, drawn).getextrema())
    assert most <= 24, "draw them again: python -m tools.icons"
    assert (icons.FOLDER / name).stat().st_size < 6000


def test_the_icon_of_a_tab_is_the_same_drawing() -> None:
    assert (icons.FOLDER / "favicon.svg").read_text("utf-8") == icons.drawing()


def test_a_maskable_icon_keeps_its_mark_inside_the_circle_that_is_always_shown() -> None:
    edge, share, radius = icons.PICTURES["icon-maskable-512.png"]
    image = icons.picture(edge, share, radius).convert("RGB")
    ground, middle, shown = image.getpixel((0, 0)), edge / 2, edge * 0.4
    steps = range(0, edge, 4)
    outside = [(x, y) for x in steps for y in steps if (x - middle) ** 2 + (y - middle) ** 2 > shown**2]
    assert all(image.getpixel(at) == ground for at in outside)


def test_a_drawing_stays_under_four_kilobytes_and_knows_the_dark() -> None:
    for path in Path(icons.FOLDER).parent.glob("drawings/*.svg"):
        text = path.read_text("utf-8")
        assert len(text.encode()) < 4096, path.name
        assert "prefers-color-scheme:dark" in text.replace(" ", ""), path.name


def test_emergency_numbers_speak_the_readers_language(make_app: Callable[..., Flask]) -> None:
    app = make_app(hotlines="115, 1022 Tổng đài phường / Ward office, 0234382 Trực lũ")
    said = {}
    for lang in ("vi", "en"):
        with app.test_request_context(headers={"Cookie": f"lang={lang}"}):
            said[lang] = [tuple(one) for one in hotlines.hotlines()]
    assert said["vi"] == [("115", "Cấp cứu"), ("1022", "Tổng đài phường"), ("0234382", "Trực lũ")]
    assert said["en"] == [("115", "Medical help"), ("1022", "Ward office"), ("0234382", "Trực lũ")]


# --- The front page ---------------------------------------------------------------------------------------


def test_something_grave_in_force_comes_first_with_the_numbers_to_call(visit: Visit) -> None:
    text = visit.get("home.front").text
    assert 'class="alarm' not in text and "Hiện không có thông báo nào." in text
    assert "Nguy hiểm đến tính mạng? Gọi <b" in text, "without an alarm one number stands below the doors"
    channel = make_channel("79")
    make_notice(channel, "79", title="Mưa lớn", severity=3)
    assert 'class="alarm' not in visit.get("home.front").text
    make_notice(channel, "26740", title="Sơ tán ngay", severity=4)
    text = visit.get("home.front").text
    band = text[text.index('class="alarm grave"') : text.index("<main")]
    assert "Làm ngay:" in band and "Sơ tán ngay" in band and "Phường Sài Gòn" in band
    assert re.findall(r'href="tel:(\d+)"', band) == ["112", "115", "114", "113"]
    assert text.count("Sơ tán ngay") == 1, "what stands in the band is not said again below"
    assert text.index("Sơ tán ngay") < text.index("Tôi cần giúp") < text.index("Mưa lớn")


def test_the_front_page_names_the_gravest_by_word_area_and_age(visit: Visit, clock: Any) -> None:
    clock.at("2026-11-24 00:30")
    make_notice(make_channel("79"), "79", "01", "46", title="Bão gần bờ", severity=2)
    clock.at("2026-11-24 03:30")
    text = visit.get("home.front").text
    assert "Theo dõi" in text and "#s-watch" in text and "và 1 nơi khác · 3 giờ trước" in text


def test_the_figures_of_the_country_stand_on_the_front_page(visit: Visit) -> None:
    make_case()
    text = visit.get("home.front").text
    assert re.findall(r'<li class="kpi "><div><p><b>([\d.]+)</b>', text) == ["1", "0", "0"]


def test_the_operators_number_is_offered_to_whoever_cannot_write(make_app: Callable[..., Flask]) -> None:
    assert "Nhờ người ghi hộ" not in Visit(make_app()).get("home.front").text
    text = Visit(make_app(operator_phone="1900 90 90")).get("home.front").text
    assert "Nhờ người ghi hộ" in text and 'href="tel:19009090"' in text


# --- What others are told of a page -----------------------------------------------------------------------

PUBLIC = ("home.front", "home.privacy", "notices.feed", "cases.ask", "cases.nearby", "cases.map")


def test_public_pages_say_what_they_are_by_the_address_of_the_setting(make_app: Callable[..., Flask]) -> None:
    visit = Visit(make_app(site_url="https://giup.example.vn"))
    for endpoint in PUBLIC:
        text = visit.get(endpoint).text
        assert '<meta name="description" content="' in text and '<meta property="og:title" content="' in text
        assert re.search(r'<meta property="og:url" content="https://giup\.example\.vn/', text)
        assert re.search(r'<meta property="og:image" content="https://giup\.example\.vn/static/', text)


def test_the_name_that_a_request_was_sent_to_is_told_to_nobody(visit: Visit) -> None:
    answer = visit.client.get("/", headers={"Host": "evil.example"})
    assert "evil.example" not in answer.text and "og:url" not in answer.text


def test_a_case_is_described_by_its_kinds_and_its_ward_alone(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    with app.app_context():
        case = make_case(name="Lê Thị Bí Mật", words="gọi cổng sau")
        text = Visit(app).get("cases.show", public_id=case.public_id).text
        head = text[: text.index("<body")]
        assert 'property="og:description" content="Đang cần: ' in head and case.area.name in head
        assert "Bí Mật" not in head and "cổng sau" not in head


def test_only_public_pages_describe_themselves() -> None:
    folder = Path(icons.FOLDER).parents[1] / "templates"
    using = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        if "import described" in path.read_text("utf-8")
    }
    assert using == {
        "home/front.html", "home/place.html", "home/privacy.html", "notices/feed.html", "notices/show.html",
        "cases/ask.html", "cases/green.html", "notices/bulletin.html", "stories/feed.html", "stories/show.html",
        "cases/place.html", "cases/nearby.html", "cases/map.html", "cases/show.html", "incidents/board.html",
        "shopping/window.html", "shopping/windows_in.html", "supplies/place.html", "supplies/map.html",
        "supplies/finding.html",
    }, "a page that a secret link opens is never among them"  # fmt: skip


def test_a_page_that_a_secret_link_opens_tells_others_nothing(visit: Visit) -> None:
    _, token = post_case()
    for endpoint in ("cases.mine", "cases.mine_edit", "cases.mine_withdraw", "cases.mine_delete"):
        text = visit.get(endpoint, token=token).text
        assert "og:" not in text and 'name="description"' not in text
