"""What the rows about helpers share: cases, the buttons of a helper, and where a case stands."""

from connect import db
from connect.cases import queries, transitions
from connect.cases.claims import actions as claim_actions
from tests.attacks.stage import Stage
from tests.builders import make_case
from tests.socket.browser import Answer, Browser

GIVEN = {"given-rice": "10", "given-milk": "4"}


def cases(stage: Stage, many: int, state: str = "open", **over: object) -> list[str]:
    """So many cases on the list; their codes."""
    with stage.context():
        return [make_case(state, **over).public_id for _ in range(many)]  # type: ignore[arg-type]


def send(who: Browser, code: str, verb: str, said: dict[str, str] | None = None) -> Answer:
    """A helper presses a button of a case: claim, contact, help, cannot-reach, release."""
    return who.post(f"/cases/{code}/{verb}", said, form="/accounts/me")


def send_file(who: Browser, path: str, file: bytes, **fields: str) -> Answer:
    """Sends a file and the fields beside it, as a form with a file does."""
    edge = "----attack"
    fields["csrf_token"] = who.get("/accounts/me").hidden()["csrf_token"]
    beside = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    body = beside.encode() + head.encode() + file + f"\r\n--{edge}--\r\n".encode()
    return who.request("POST", path, body, **{"Content-Type": f"multipart/form-data; boundary={edge}"})


def state(stage: Stage, code: str) -> object:
    """Where a case stands."""
    return stage.value("SELECT state FROM cases WHERE public_id = :code", code=code)


def let_in(stage: Stage, code: str) -> None:
    """The requester agrees to whoever holds the case."""
    with stage.context(), db.transaction():
        claim_actions.allow(queries.by_public_id(code), transitions.THE_REQUESTER)


def doors(stage: Stage, number: int) -> int:
    """How many requesters' contacts somebody has learnt."""
    found = stage.value("SELECT count(DISTINCT case_id) FROM disclosures WHERE person_id = :id", id=number)
    return int(str(found))
