"""Each check of the walk finds the fault that it is there for, and leaves alone what is as it should be."""

from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.sights import ALL, Eyes, Sight, drawn

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="en"><title>A page</title><style>
    body { margin: 0; font: 1rem/1.5 sans-serif } .sr { position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%%) } .btn { display: inline-flex; min-height: 44px; min-width: 44px }
    @media (min-width: 30rem) { .asked { display: none } }
</style><main><h1>A page</h1>%s</main>"""
USUAL = Sight(360, "en", "light", 100)
FAULTS = {
    '<p style="width:400px">So wide</p>': "wider than the screen by 40 px",
    '<p style="margin:0 0 -1em">One line</p><p style="margin:0">Another</p>': "lies on",
    '<p style="width:3em;overflow-wrap:anywhere">Organisations</p>': 'the word "Organisations" is broken before',
    '<p style="width:3em;word-break:break-all">2.913.000</p>': 'the word "2.913.000" is broken before',
    '<p style="width:5em;overflow:hidden;white-space:nowrap">Words that go on and on</p>': "cut off",
    '<p><a href="/">Alone</a></p>': "too small for a finger",
    '<button style="width:20px;height:44px">x</button>': "too small for a finger",
    '<label>Yes <input type="checkbox"></label>': "too small for a finger",
    '<p class="tag need"><svg></svg></p>': "has no word",
    '<p class="tag need">Needed</p>': "has no sign",
    '<input class="btn" aria-label="Name" aria-invalid="true">': "no words say so",
}
SOUND = (
    "<p>A sentence with <a href='/'>a link</a> in it.</p>",
    "<p style='width:3em'>anh-em nhà/cửa</p>",
    "<p class='code' style='width:3em;overflow-wrap:anywhere'>7KQ2MFXA</p>",
    "<p style='width:4em;overflow-wrap:anywhere'>https://help.example.vn/cases/mine</p>",
    "<p>Seen<span class='sr'>and heard</span></p><a class='btn' href='/'>Alone</a>",
    "<div style='position:relative;height:60px'><h2><a href='/'>A card</a></h2><style>h2 a::after{content:'';"
    "position:absolute;inset:0}</style></div>",
    "<label style='display:flex;min-height:44px'>A long choice <input type='checkbox'></label>",
    "<nav style='position:fixed;bottom:600px'>At the foot</nav>",
    "<p class='tag need'><svg></svg> Needed</p>",
    "<details><summary class='btn'>More</summary><p style='width:900px'>Folded away</p></details>",
)


@pytest.fixture(scope="module")
def eyes(chromium: Browser) -> Iterator[Eyes]:
    """Eyes on a page that belongs to no site."""
    context = chromium.new_context()
    yield Eyes(context.new_page())
    context.close()


@pytest.mark.parametrize("planted", FAULTS)
def test_a_planted_fault_is_found(eyes: Eyes, planted: str) -> None:
    eyes.turn(USUAL)
    eyes.page.set_content(PAGE % planted)
    found = eyes.faults()
    assert len(found) == 1, found
    assert FAULTS[planted] in found[0]


def test_what_is_as_it_should_be_is_left_alone(eyes: Eyes) -> None:
    eyes.turn(USUAL)
    eyes.page.set_content(PAGE % "\n".join(SOUND))
    assert eyes.faults() == []


def test_axe_finds_what_is_too_pale_in_the_dark_alone(eyes: Eyes) -> None:
    style = (
        "<style>p { color: #222; background: #fff } @media (prefers-color-scheme: dark) { p { color: #ddd } }</style>"
    )
    eyes.turn(USUAL)
    eyes.page.set_content(PAGE % f"{style}<p>Words</p>")
    assert eyes.axe(always=True) == []
    eyes.turn(Sight(360, "en", "dark", 100))
    assert [one.partition(":")[0] for one in eyes.axe(always=True)] == ["color-contrast"]


def test_large_text_is_that_of_the_browser_which_queries_follow_too(eyes: Eyes) -> None:
    eyes.page.set_content(PAGE % "<p class='asked'>Only where the screen is narrow</p>")
    shown = "getComputedStyle(document.querySelector('.asked')).display + getComputedStyle(document.body).fontSize"
    for text, seen in ((100, "none16px"), (200, "block32px"), (100, "none16px")):
        eyes.turn(Sight(768, "en", "light", text))
        assert eyes.page.evaluate(shown) == seen


def test_a_seed_draws_the_same_sights_again_and_every_sight_as_often() -> None:
    assert drawn(7, 100) == drawn(7, 100) != drawn(8, 100)
    assert set(Counter(drawn(7, 3 * len(ALL))).values()) == {3}
