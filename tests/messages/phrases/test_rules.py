"""Quick phrases: both languages, whom each is for, and the moves that go along with two of them."""

from connect.cases.rules import CLINICAL, MOVES, CaseRole, Verb
from connect.messages.phrases import rules
from connect.messages.phrases.rules import PHRASES


def test_every_phrase_has_words_in_both_languages_and_a_code_that_fits_its_column() -> None:
    for one in PHRASES.values():
        assert one.vi.strip() and one.en.strip() and one.vi != one.en
        assert len(one.code) <= 30 and one.says


def test_the_same_code_reads_in_each_readers_language() -> None:
    assert rules.words("at_the_alley", "vi") == "Tôi ở đầu hẻm"
    assert rules.words("at_the_alley", "en") == "I am at the entrance of the alley"
    assert rules.words("of another version", "vi") == rules.words(None, "en") == ""


def test_a_verb_is_offered_only_to_the_side_that_may_make_the_move() -> None:
    sides = {"helper": CaseRole.CLAIMER, "requester": CaseRole.REQUESTER}
    moving = [one for one in PHRASES.values() if one.verb]
    assert {one.verb for one in moving} == {Verb.SET_OUT, Verb.CONFIRM}
    for one in moving:
        assert {sides[side] for side in one.says} <= set(MOVES[one.verb].who)


def test_nobody_says_what_the_site_says() -> None:
    for side in ("requester", "helper", "second", "moderator", "site"):
        assert not any("site" in one.says for one in rules.offered(side, 0))
    assert rules.phrase("moderator_joined", "helper", 0) is None


def test_advice_by_phone_is_offered_no_words_of_a_visit_nor_the_other_way_round() -> None:
    by_phone = {one.code for one in rules.offered("helper", CLINICAL)}
    assert "i_call_you_now" in by_phone and not by_phone & {"on_my_way", "at_the_gate", "left_at_the_door"}
    assert "i_call_you_now" not in {one.code for one in rules.offered("helper", 0)}


def test_where_its_move_is_not_possible_a_phrase_is_words_alone() -> None:
    assert rules.is_asked_first(PHRASES["on_my_way"], {Verb.SET_OUT})
    assert not rules.is_asked_first(PHRASES["on_my_way"], ())
    assert not rules.is_asked_first(PHRASES["thank_you"], {Verb.SET_OUT, Verb.CONFIRM})
