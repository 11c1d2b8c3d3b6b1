"""What a role covers, when somebody counts as verified, what a password may be."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from connect.accounts import rules

THEN = datetime(2026, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Held:
    role: str
    area_path: str | None = None
    organization_id: int | None = None


@pytest.mark.parametrize(
    ("scope", "area", "covered"),
    [
        ("/VN/", "/VN/", True),
        ("/VN/", "/VN/79/26740/", True),
        ("/VN/79/", "/VN/79/26740/", True),
        ("/VN/79/", "/VN/79/", True),
        ("/VN/79/", "/VN/", False),
        ("/VN/79/", "/VN/48/", False),
        ("/VN/7", "/VN/79/", False),
        ("/VN/79", "/VN/79/26740", True),
    ],
)
def test_a_scope_covers_itself_and_what_lies_below(scope, area, covered):
    assert rules.covers(scope, area) is covered


@pytest.mark.parametrize(
    ("held", "role", "area", "answer"),
    [
        (Held("moderator", "/VN/79/"), "moderator", "/VN/79/26740/", True),
        (Held("moderator", "/VN/79/"), "moderator", "/VN/48/", False),
        (Held("moderator", "/VN/79/"), "admin", "/VN/79/", False),
        (Held("admin", "/VN/"), "moderator", "/VN/79/", False),
        (Held("moderator", None, 1), "moderator", "/VN/79/", False),
        (Held("admin", "/VN/"), "admin", None, False),
    ],
)
def test_a_role_is_held_by_its_name_over_its_area_only(held, role, area, answer):
    assert rules.holds([held], role, area) is answer


def test_who_holds_nothing_holds_no_role():
    assert not rules.holds([], "volunteer", "/VN/")


@pytest.mark.parametrize("role", rules.STAFF)
def test_a_staff_role_inside_an_organisation_opens_no_page_of_the_sites_staff(role):
    assert not rules.has([Held(role, None, 7)], role)
    assert rules.has([Held(role, "/VN/79/")], role)


@pytest.mark.parametrize("held", [Held("volunteer"), Held("volunteer", "/VN/79/"), Held("volunteer", None, 7)])
def test_a_volunteer_is_one_with_any_scope_or_none(held):
    assert rules.has([held], "volunteer")


@pytest.mark.parametrize(
    ("granter", "role", "area", "organization", "allowed"),
    [
        (Held("admin", "/VN/"), "admin", "/VN/79/", None, True),
        (Held("admin", "/VN/79/"), "moderator", "/VN/79/26740/", None, True),
        (Held("admin", "/VN/79/"), "moderator", "/VN/", None, False),
        (Held("admin", "/VN/79/"), "volunteer", None, None, False),
        (Held("admin", "/VN/79/"), "moderator", "/VN/79/", 7, True),
        (Held("moderator", "/VN/"), "volunteer", "/VN/79/", None, False),
        (Held("official", "/VN/"), "moderator", "/VN/79/", None, False),
        (Held("volunteer", "/VN/"), "volunteer", "/VN/79/", None, False),
        (Held("moderator", None, 7), "volunteer", "/VN/79/", 7, True),
        (Held("moderator", None, 7), "volunteer", "/VN/79/", 8, False),
        (Held("moderator", None, 7), "moderator", "/VN/79/", 7, False),
        (Held("admin", None, 7), "admin", "/VN/79/", None, False),
        (Held("volunteer", None, 7), "volunteer", "/VN/79/", 7, False),
    ],
)
def test_roles_are_given_by_admins_of_the_area_and_members_by_their_coordinator(
    granter, role, area, organization, allowed
):
    assert rules.may_grant([granter], role, area, organization) is allowed


@pytest.mark.parametrize(
    ("role", "area", "organization", "fits"),
    [
        ("volunteer", None, None, True),
        ("volunteer", object(), None, True),
        ("moderator", None, None, False),
        ("moderator", object(), None, True),
        ("official", None, object(), True),
        ("admin", object(), object(), False),
        ("volunteer", object(), object(), False),
    ],
)
def test_staff_need_one_scope_and_nobody_has_two(role, area, organization, fits):
    assert rules.scope_fits(role, area, organization) is fits


@pytest.mark.parametrize(
    ("verified_h", "member_h", "vouches"),
    [(None, 99, False), (24, 24, True), (23, 99, False), (99, 23, False), (99, 0, False)],
)
def test_an_organisations_word_counts_a_day_after_both_it_was_verified_and_somebody_joined(
    verified_h, member_h, vouches
):
    now, hours = THEN, [None if h is None else THEN - timedelta(hours=h) for h in (verified_h, member_h)]
    assert rules.vouches(hours[0], hours[1], now, timedelta(hours=24)) is vouches


@pytest.mark.parametrize(
    ("password", "trouble"),
    [
        ("", "short"),
        ("bẩy ký ", "short"),
        ("tám ký tự", None),
        ("x" * 200 + "yz", "long"),
        ("0912345678", "phone"),
        ("0912 345 678", "phone"),
        ("+84912345678", "phone"),
        ("84912345678", "phone"),
        ("0912345679", None),
        ("MatKhau123", "common"),
        ("mật khẩu 123", "common"),
        ("Anh Yêu Em", "common"),
        ("việt nam vô địch", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("abababababab", "common"),
        ("１２３４５６７８", "common"),
        ("con mèo ngủ trên mái", None),
    ],
)
def test_a_password_is_refused_for_what_would_be_tried_first(password, trouble):
    assert rules.password_trouble(password, "+84912345678") == trouble


def test_the_same_letters_from_two_keyboards_are_one_password():
    assert rules.password_as_kept("ho\u0300a bi\u0300nh") == rules.password_as_kept("hòa bình")


def test_every_common_password_is_in_the_form_it_is_compared_in():
    assert all(rules.password_trouble(one, None) == "common" for one in rules.COMMON_PASSWORDS)


@pytest.mark.parametrize(
    ("by", "person", "acted_in", "reach"),
    [
        (("moderator", "/VN/79/1/"), ("volunteer", None), ["/VN/79/1/"], "site"),
        (("moderator", "/VN/79/1/"), ("volunteer", "/VN/"), ["/VN/79/1/"], "site"),
        (("moderator", "/VN/79/1/"), ("volunteer", None), ["/VN/79/1/", "/VN/79/2/"], "areas"),
        (("admin", "/VN/79/"), ("volunteer", "/VN/01/"), ["/VN/79/1/"], "areas"),
        (("admin", "/VN/79/1/"), ("admin", "/VN/"), ["/VN/79/1/"], None),
        (("admin", "/VN/79/1/"), ("official", "/VN/01/"), [], None),
        (("moderator", "/VN/"), ("moderator", "/VN/01/"), [], None),
        (("admin", "/VN/"), ("official", "/VN/01/"), [], "site"),
    ],
)
def test_a_block_reaches_no_further_than_the_areas_of_whoever_says_it(
    by: tuple[str, str], person: tuple[str, str | None], acted_in: list[str], reach: str | None
) -> None:
    assert rules.may_block([Held(*by)], [Held(*person)], acted_in) == reach
