"""Right of an account's holder: a download of everything kept about it. Deleting it is `accounts.erase`."""

from connect import web
from connect.accounts import export
from connect.accounts.sign_in.current_session import current_person
from connect.accounts.views.blueprint import bp
from connect.web import Answer, open_to


@bp.get("/me/download")
@open_to("signed_in")
def download() -> Answer:
    """Sends all that is kept about the signed-in account, as a file."""
    person = current_person()
    return web.download(export.of_person(person), f"connect-{person.public_id}")
