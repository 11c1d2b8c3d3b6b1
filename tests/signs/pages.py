"""A site of its own, to which answers are sent by its forms, and whose next page is read."""

import re
import tempfile
from pathlib import Path
from types import TracebackType

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from connect import db
from connect.cases.models import Case
from connect.cases.signs import queries as sign_queries
from connect.incidents.signs.rules import Level
from tests.builders import sign_the_list
from tests.faults.site import new_site
from tests.signs.answers import Sent
from tests.visit import Visit

URGENCIES = ("low", "normal", "urgent", "life_threatening")
ASKED = {
    "item": "doctor_call", "qty-doctor_call": "1", "people": "2", "words": "", "name": "Nguyễn Thị Lan",
    "door": "Số 12 hẻm 45", "ward": "26740", "consent": "y", "health": "y", "signs-seen": "all",
}  # fmt: skip
NUMBER = 'href="tel:115"'


class Site:
    """A fresh site whose list is signed."""

    def __enter__(self) -> "Site":
        self._folder = tempfile.TemporaryDirectory(prefix="connect-signs-")
        self.app = new_site(Path(self._folder.name))
        self._sent = 0
        with self.app.app_context():
            sign_the_list()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        with self.app.app_context():
            db.session.remove()
            db.extension.engine.dispose()
        self._folder.cleanup()

    def read(self, sent: Sent) -> tuple[Level, int, bool]:
        """Sends one person's answers by the form; level and urgency as kept, and whether the next page has 115."""
        with self.app.app_context():
            visit = Visit(self.app)
            self._ask(visit, sent)
            return self._kept(visit)

    def read_changed(self, sent: Sent) -> tuple[Level, int, bool]:
        """The same of answers that come with a change of a request in which only the age was told."""
        with self.app.app_context():
            visit = Visit(self.app)
            data = self._ask(visit, sent._replace(ticked=frozenset(), typed={}))
            token = re.search(r"/sent/([a-z2-7]{26})", visit.last.location or "")
            assert token
            changed = MultiDict([*data.items(multi=True), *sent.posted().items(multi=True)])
            visit.post("cases.mine_edit", changed, token=token[1])
            return self._kept(visit)

    def _ask(self, visit: Visit, sent: Sent) -> "MultiDict[str, str]":
        self._sent += 1
        key = re.search(r'name="form_key" value="([^"]+)"', visit.get("cases.ask").text)
        assert key
        data = MultiDict([*ASKED.items(), *sent.posted().items(multi=True)])
        data["form_key"], data["phone"] = key[1], f"+8438{self._sent:07}"
        data["urgency"] = URGENCIES[sent.urgency]
        visit.post("cases.ask", data)
        return data

    @staticmethod
    def _kept(visit: Visit) -> tuple[Level, int, bool]:
        page = visit.follow().text
        db.session.rollback()
        case = db.session.scalars(sa.select(Case).order_by(Case.id.desc()).limit(1)).one()
        return sign_queries.level(case), case.urgency, re.search(r"call-now.*?" + NUMBER, page, re.S) is not None
