"""The table of who may what, and the list of what every answer must be, once through the socket.

On SQLite visitors come by themselves, on PostgreSQL through a proxy's headers.
"""

from collections.abc import Iterator

import pytest

from tests.conftest import POSTGRES
from tests.often import LONG
from tests.security import test_files as files, test_frontend as front, test_small as small
from tests.socket import checks
from tests.socket.conftest import NewApp
from tests.socket.through import ServedWorld, served_world


@pytest.fixture(scope="module")
def world(new_app: NewApp) -> Iterator[ServedWorld]:
    """A world behind a socket."""
    with served_world(new_app(staff_second_factor="offered"), forwarded=bool(POSTGRES)) as (made, _site):
        yield made


@pytest.fixture(autouse=True)
def as_it_was(world: ServedWorld) -> None:
    """Each test begins in the world as it was made."""
    world.fresh()


@pytest.mark.skipif(not (LONG or POSTGRES), reason="on SQLite the app alone is walked, and by more roles")
def test_everybody_gets_exactly_as_far_as_the_table_says(world: ServedWorld) -> None:
    checks.table_holds(world)


# These were written for the app alone; here their clients send through the socket.
test_downloads_are_named_by_us_in_plain_letters = files.test_downloads_are_named_by_us_in_plain_letters
test_uploads_come_with_their_own_type = (
    files.test_uploads_lie_outside_of_what_is_served_and_come_with_their_own_type
)  # fmt: skip
test_every_answer_carries_the_headers = front.test_every_answer_of_every_route_carries_the_headers_that_protect
test_every_answer_says_what_it_is = front.test_every_answer_says_what_it_is_and_how_it_is_written
test_no_answer_lets_another_site_read_it = front.test_no_answer_lets_another_site_read_it
test_no_post_without_a_token_changes_anything = (
    front.test_no_post_without_a_token_or_with_a_foreign_one_changes_anything
)  # fmt: skip
test_other_methods_do_what_they_are_for = front.test_other_methods_do_what_they_are_for
test_what_is_personal_is_kept_in_no_cache = front.test_what_is_personal_is_kept_in_no_cache
test_a_field_in_the_address_is_no_field_of_the_form = small.test_a_field_in_the_address_is_no_field_of_the_form
