"""Quick phrases as large buttons."""

from connect.cases.rules import Verb
from connect.messages.phrases import rules
from tests.components.conftest import Piece


def drawn(piece: Piece, moves: tuple[Verb, ...], side: str = "helper") -> str:
    return piece("phrases", "phrases", "/say", rules.offered(side, 0), moves, lambda code: f"/ask/{code}")


def test_a_phrase_is_a_press_and_is_sent_as_its_code(piece: Piece) -> None:
    said = drawn(piece, ())
    assert '<button class="btn" name="code" value="on_my_way">I am on my way</button>' in said
    assert "/ask/" not in said


def test_a_phrase_that_moves_the_case_leads_to_a_question_first(piece: Piece) -> None:
    said = drawn(piece, (Verb.SET_OUT,))
    assert 'href="/ask/on_my_way"' in said and 'value="on_my_way"' not in said


def test_the_four_likeliest_stand_open_and_the_others_behind_one_press(piece: Piece) -> None:
    open_, _, behind = drawn(piece, ()).partition("<details")
    assert open_.count("<li>") == 4
    assert "Thank you" in behind
