"""What an account holder may ask of us: everything we keep about her. Deleting it is `accounts.erase`."""

from connect import web
from connect.accounts import export
from connect.accounts.sign_in.current_session import current_person
from connect.accounts.views.blueprint import bp
from connect.web import Answer, open_to


@bp.get("/me/download")
@open_to("signed_in")
def download() -> Answer:
    """All that is kept about her account, as a file."""
    person = current_person()
    return web.download(export.of_person(person), f"connect-{person.public_id}")
