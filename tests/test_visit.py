"""The visitor of all tests looks at a kind of page once, and finds each fault on a page like one it has seen."""

import pytest

from tests.often import LONG
from tests.visit import check_html

PAGE = (
    '<!doctype html><html lang="vi"><head><title>Cứu trợ · Connect</title></head><body><main><h1>Cứu trợ</h1>'
    '<p id="one">2.913 phần quà</p><form method="post" action="/cases/ABCD2345"><label for="name">Tên</label>'
    '<input id="name" name="name" value=""><input type="hidden" name="csrf_token" value="abc">'
    '<img src="/static/a.png" alt=""></form><p id="two">Xong</p></main></body></html>'
)


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("</h1>", "</h1><h1>Hai</h1>", "h1 on the page"),
        ("<title>Cứu trợ · Connect", "<title>", "title is empty"),
        (' lang="vi"', "", "no lang"),
        ('id="two"', 'id="one"', "stand twice"),
        ('for="name"', 'for="other"', "has no label"),
        ('value="abc"', 'value=""', "csrf_token"),
        ("2.913 phần", "2913 phần", "2913"),
        ('alt=""', 'alt="2913 người"', "2913"),
        ('alt=""', "", "without alt"),
        ('src="/static/a.png"', 'src="//cdn.example/a.png"', "leads to"),
        ('action="/cases/ABCD2345"', 'action="https://elsewhere.example/"', "leads to"),
        ('id="one"', 'id="one" style="color:red"', "inline style"),
        ('id="one"', 'id="one" onclick="x()"', "inline handlers"),
        ("</p><form", "</b><form", "not valid"),
        ("2.913 phần quà", "Gạo & muối &c", "not valid"),
        ('value=""', 'value="Gạo &c"', "not valid"),
    ],
)
def test_a_fault_is_found_on_a_page_like_one_that_was_seen(good: str, bad: str, told: str) -> None:
    check_html(PAGE, "here")
    assert good in PAGE
    with pytest.raises(AssertionError, match=told):
        check_html(PAGE.replace(good, bad, 1), "here")


@pytest.mark.skipif(LONG, reason="in full every page is looked at")
def test_other_words_make_no_other_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    check_html(PAGE, "here")
    monkeypatch.setattr("tests.visit._check_html", lambda *_: pytest.fail("a page of the same kind is looked at again"))
    check_html(PAGE.replace("Xong", "Đã xong").replace("ABCD2345", "WXYZ6789").replace('"abc"', '"def"'), "here")
