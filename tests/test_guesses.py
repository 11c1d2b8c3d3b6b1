"""A newcomer guesses the file from the address: of the view, of its template, of its test."""

import inspect
from pathlib import Path

import pytest
from flask import Flask

from tools.house import ROOT

# Addresses that lead elsewhere than their words say, and why. A key is a feature and the word of the address.
VIEW_ELSEWHERE = {
    "shopping/my-runs": ("gathering", "the runs that somebody leads or may say yes to"),
    "shopping/runs": ("gathering", "a run under way; before that it is planned by `runs`"),
    "shopping/windows": ("shops", "where a delivery is bought; all else of it is a file of its own name"),
    "shopping/codes": ("gathering/codes", "codes that come from a run under way"),
    "cases/": ("show", "the page of one case has nothing but its id in the address"),
    "cases/<id>/…": ("claim", "whatever a helper does with a case is one file"),
    "cases/guarded": ("claim", "a helper reads there why a case is kept for others"),
    "cases/taken": ("claim", "the cases that a helper has taken"),
    "cases/answer-counts": ("answers", "what of the answers is for everybody"),
    "cases/clusters": ("map", "the signs of the map that are in view"),
    "cases/mine/…": ("rights", "what the law gives the requester, beside the requester's own pages"),
    "incidents/questions/…": ("questions_xlsform", "a set as a workbook, out and in"),
    "messages/mine/…": ("polling", "what is new in a thread, by the requester's link"),
    "messages/<id>/talk": ("polling", "what is new in a thread"),
    "moderation/": ("review", "the queue, and one case out of it"),
    "moderation/find": ("queue", "a case is found beside the queue, by a code or a phone"),
    "moderation/batch": ("queue", "several of the queue together"),
    "moderation/<id>/…": ("decisions", "every decision on a case is one file"),
    "moderation/<id>/contact": ("review", "shown on the page of the review"),
    "moderation/<id>/helper": ("review", "said on the page of the review"),
    "moderation/<id>/phone": ("screening", "a phone to be looked at first"),
    "moderation/<id>/change": ("changes", "a change waits for its own yes or no"),
    "moderation/<id>/relink": ("relink", "a new link, after a call back"),
    "moderation/keys": ("confirmation", "single keys press buttons, or ask first"),
    "moderation/organization": ("work", "an item of the queue that is decided elsewhere"),
    "moderation/reported": ("reports", "the moderator's side of a report"),
    "incidents/": ("incident", "one incident's board"),
    "incidents/mine": ("incident", "the list of them"),
    "incidents/write": ("incident", "a new one"),
    "incidents/<id>/ready-made": ("incident", "a whole board of one at once"),
    "incidents/<id>/end": ("incident", "one is over"),
    "incidents/<id>/switch": ("line", "a new line"),
    "notices/": ("read", "what everybody reads is one file: the feed, as page"),
    "notices/feed.atom": ("read", "and for feed readers"),
    "notices/<id>/versions": ("read", "what it said before"),
    "notices/<id>/picture": ("read", "what it shows"),
    "notices/cap.atom": ("alerts", "the feed of alerts, for other programs"),
    "notices/<id>/<int:version>": ("alerts", "one version as a file of the standard"),
    "notices/mine": ("write", "the desk of whoever writes"),
    "notices/<id>/desk": ("desk", "what may be done with what is not out"),
    "notices/<id>/ending": ("ending", "what is to follow its end"),
    "notices/<id>/sending": ("sending", "how it is sent, and what may be done about it"),
    "notices/drawn": ("writing", "the wards of what is drawn, for the script of the form"),
    "notices/<id>/ready": ("writing", "the page before it goes out"),
    "notices/<id>/sheet": ("writing", "on paper, and for the loudspeaker"),
    "notices/<id>/…": ("write", "what an official does with a notice"),
    "supplies/": ("finding", "the search is where one begins"),
    "supplies/finding": ("programs", "the same search for programs"),
    "supplies/clusters": ("map", "the signs of the map that are in view"),
    "stories/": ("feed", "what readers see: the feed, and one story"),
    "stories/mine/…": ("pictures", "the pictures of a story beside its words, by the link"),
    "stories/told/…": ("pictures", "the same by the account"),
    "supplies/new": ("registering", "a new point"),
    "supplies/<id>/report": ("said", "what a buyer says of it"),
    "supplies/<id>/reported": ("said", "and the thanks for it"),
    "supplies/reminders": ("freshness", "whether one is asked by SMS too"),
    "supplies/<id>/edit": ("registering", "its facts, by the form of a new one"),
    "supplies/confirm": ("counter", "by the code on the counter"),
    "supplies/help": ("counter", "by an invitation"),
    "supplies/<id>/poster": ("counter", "the code on the counter, on paper"),
    "supplies/<id>/helpers": ("counter", "those who use it"),
    "supplies/<id>/verify": ("desk", "a decision on a point"),
    "supplies/<id>/hide": ("desk", "a decision on a point"),
    "supplies/<id>/show": ("desk", "a decision on a point"),
    "accounts/sign-up": ("sign_in", "the way in, for the first time"),
    "accounts/signed-up": ("sign_in", "the way in, for the first time"),
    "messages/<id>/phrase": ("phrases", "one press of many"),
    "messages/<id>/invite": ("moderators", "whoever of the two asks one in"),
    "messages/asked": ("moderators", "the moderator's side of it"),
    "messages/reported": ("moderators", "and of a report"),
    "accounts/sign-out": ("sign_in", "the way in, backwards"),
    "accounts/me": ("profile", "the holder's own page"),
    "accounts/password": ("profile", "changed on the holder's own page"),
    "accounts/erase": ("profile", "asked for on the holder's own page"),
    "accounts/person-verify": ("organizations", "an organisation or an official says who somebody is"),
    "accounts/me/download": ("rights", "what the law gives the holder of an account"),
}
# Pages that show another template than their own name, and why.
TEMPLATE_ELSEWHERE = {
    "accounts.download": "a file", "cases.mine_download": "a file", "notices.picture": "a picture",
    "supplies.picture": "a picture",
    "messages.mine": "a way on", "messages.of": "a way on",
    "messages.mine_talk": "talk.html, by the link of the requester",
    "messages.mine_picture": "picture.html, by the link", "messages.mine_place": "place.html, by the link",
    "messages.mine_place_shown": "place_shown.html, by the link",
    "messages.picture_shown": "a picture", "messages.mine_picture_shown": "a picture",
    "messages.mine_phrase": "phrase.html, by the link of the requester",
    "messages.mine_invite": "invite.html, by the link of the requester",
    "moderation.report_conversation": "the form of every report",
    "home.health": "for machines", "home.language": "a way on",
    "home.place_keep": "a way on",
    "moderation.report_helper": "the form of every report", "moderation.report_notice": "the form of every report",
    "moderation.report_organization": "the form of every report", "moderation.report_story": "the form of every report",
    "moderation.report_supply": "the form of every report",
    "stories.mine_picture": "a picture", "stories.picture": "a picture",
    "stories.mine_pictures": "pictures.html, by the link",
    "moderation.vouching_of": "vouching.html", "notices.edit": "write.html with what is written",
    "notices.following_by": "following.html, by its link",
    "shopping.receipt_mine": "a picture", "shopping.receipt_picture": "a picture",
    "shopping.run_team_change": "run_team.html with what is written",
    "stories.mine_story": "told_story.html, by its link", "stories.mine_words": "told_words.html, by its link",
}  # fmt: skip
# Views that are tested in a file of another name, and where.
TESTED_IN = {
    "accounts/views/appeals": "accounts/test_views_sign_in", "accounts/views/locks": "cases/disclosure/test_limits",
    "accounts/views/phone": "attacks/rows/b19", "accounts/views/profile": "accounts/test_views_sign_in",
    "accounts/views/rights": "privacy/test_matrix",
    "incidents/views/board": "incidents/test_views", "incidents/views/incident": "incidents/test_views",
    "incidents/views/line": "incidents/test_views",
    "cases/views/rights": "cases/test_wipe", "cases/views/search": "cases/test_views_nearby",
    "moderation/people/views/network": "attacks/rows/l2", "moderation/people/views/vouching": "attacks/rows/b16",
    "moderation/views/changes": "attacks/rows/b4", "moderation/views/confirmation": "browser/test_workbench",
    "moderation/views/decisions": "moderation/test_views_review",
    "moderation/views/relink": "cases/asking/test_requester_links",
    "notices/views/read": "notices/test_views",
    "supplies/registering/views": "supplies/test_views", "supplies/counter/views": "supplies/test_views",
    "supplies/desk/views": "supplies/test_views",
    "notices/views/write": "notices/test_views",
}  # fmt: skip
SHARED = {"__init__", "blueprint"}


def word_of(rule: str) -> str:
    """The part of an address that names what it is about: "cases/ask", "cases/" of an id alone, "cases/<id>/…"."""
    feature, *rest = [part.split(".")[0] for part in rule.strip("/").split("/")]
    if feature == "messages" and rest[0] == "mine" and len(rest) > 3:  # below a thread that the link leads to
        rest = rest[2:]
    if not rest:
        return f"{feature}/"
    if feature == "messages" and rest[:1] == ["mine"] and len(rest) > 3:  # a thread has both addresses
        rest = rest[2:]
    if rest[0].startswith("<"):
        return f"{feature}/<id>/{rest[1]}" if len(rest) > 1 else f"{feature}/"
    return f"{feature}/{rest[0]}"


def guesses(feature: str, word: str) -> set[str]:
    """The files in which a view may be looked for: by its word in one or many, or the feature's only file of views."""
    word = word.replace("-", "_")
    words = {word, word + "s", word.removesuffix("s"), word + "_review"}
    found = {f"connect/{feature}/views.py"}
    for one in words:
        found |= {f"connect/{feature}/views/{one}.py", f"connect/{feature}/{one}/views.py"}
        found |= {str(path.relative_to(ROOT)) for path in (ROOT / "connect" / feature).glob(f"*/views/{one}.py")}
    return found


def astray(rule: str, file: str) -> bool:
    """Whether a view lies in none of the files where it is looked for, nor where the table says."""
    feature, word = rule.strip("/").split("/")[0], word_of(rule)
    if file in guesses(feature, word.split("/")[-1]):
        return False
    whole = rule.strip("/").split("/<")[0]
    anything = f"{feature}/<id>/…" if "<id>" in word else f"{word}/…"
    told = [VIEW_ELSEWHERE[key][0] for key in (whole, word, anything) if key in VIEW_ELSEWHERE]
    return not any(file in guesses(feature, one) for one in told)


def places(app: Flask) -> list[tuple[str, str, str]]:
    """Address, endpoint and file of every view of a feature."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and not rule.endpoint.startswith("home."):
            view = inspect.unwrap(app.view_functions[rule.endpoint])
            found.append((rule.rule, rule.endpoint, str(Path(inspect.getfile(view)).relative_to(ROOT))))
    return found


def test_an_address_leads_to_the_file_of_its_view(bare_app: Flask) -> None:
    lost = [
        f"{rule} lies in {file}" for rule, _, file in places(bare_app) if astray(rule, file)
    ]  # fmt: skip
    assert not lost, "put it into views/<word of the address>.py, or say why not in VIEW_ELSEWHERE:\n" + "\n".join(lost)


@pytest.mark.parametrize(
    ("rule", "file"),
    [("/cases/ask", "connect/cases/views/mine.py"), ("/moderation/numbers", "connect/moderation/views/work.py")],
)
def test_the_check_finds_a_view_in_a_wrong_file(rule: str, file: str) -> None:
    assert astray(rule, file)


def test_an_exception_names_an_address_that_is_there(bare_app: Flask) -> None:
    words = {word_of(rule) for rule, _, _ in places(bare_app)}
    ids = {f"{word.split('/')[0]}/<id>/…" for word in words if "<id>" in word}
    whole = {rule.strip("/") for rule, _, _ in places(bare_app)} | {f"{word}/…" for word in words}
    assert set(VIEW_ELSEWHERE) <= words | ids | whole


def test_a_page_shows_the_template_of_its_name(bare_app: Flask) -> None:
    pages = {
        rule.endpoint for rule in bare_app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and "." not in rule.rule and rule.endpoint != "static"
    }  # fmt: skip
    without = {name for name in pages if not (ROOT / f"templates/{name.replace('.', '/')}.html").exists()}
    assert without == set(TEMPLATE_ELSEWHERE), "name the template like the endpoint, or say why not"


def test_a_view_is_tested_in_the_file_of_its_name() -> None:
    without = []
    for path in sorted((ROOT / "connect").glob("**/views*/*.py")) + sorted((ROOT / "connect").glob("**/views.py")):
        place = path.relative_to(ROOT / "connect").with_suffix("")
        if place.name in SHARED or "home" in place.parts:
            continue
        folder = place.parent.parent if place.parent.name == "views" else place.parent
        own = folder / ("test_views.py" if place.name == "views" else f"test_views_{place.name}.py")
        if not (ROOT / "tests" / own).exists() and not (ROOT / f"tests/{TESTED_IN.get(str(place), '')}.py").exists():
            without.append(f"{place}: no tests/{own}")
    assert not without, "\n".join(without)
