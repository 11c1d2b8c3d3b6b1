"""A feature touches its own folders and the list in `app.py`: a toy is found wherever features are, by nobody's edit.

The toy is written into a temporary package and put beside the real features in a process of its own, so that no other
test meets it.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from flask import Flask

from connect.config import ROOT
from tests.conftest import KEYS

TOY = {
    "__init__.py": '"""Toys that are lent."""\n',
    "models.py": """
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class Toy(db.Model):
    __tablename__ = "toys"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    area_id: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[db.Moment] = mapped_column(db.Moment())
""",
    "actions.py": """
from connect import clock, db
from connect.crypto.tokens import new_public_id
from toy.models import Toy


def lend(person, area, name):
    made = Toy(public_id=new_public_id(), person_id=person.id, area_id=area.id, name=name, at=clock.now())
    db.session.add(made)
    db.session.flush()
    return made
""",
    "views.py": """
from flask import Blueprint

from connect import web
from connect.web import open_to

bp = Blueprint("toys", __name__, url_prefix="/toys", template_folder="templates")


@bp.get("/")
@open_to("anyone")
def shelf():
    return "toys"


@bp.get("/<pid:public_id>")
@open_to("moderator")
def show(public_id):
    return public_id
""",
    "templates/toys/front.html": "<p>{{ front.number }} toys on the shelf</p>\n",
    "jobs.py": """
from connect.jobs.queue import every_minute


@every_minute
def dust():
    return 0
""",
    "cli.py": """
import click

from connect.registry import commands


@commands.add
@click.command("toys")
def toys_command():
    click.echo("toys")
""",
    "demo.py": """
from connect.accounts.demo.people import Cast
from toy import actions


def fill(wave):
    cast = wave.get(Cast)
    actions.lend(cast.helpers["79"][0], cast.wards["79"][0], "a wooden boat")
""",
    "feature.py": """
from datetime import timedelta

import sqlalchemy as sa

from connect import db
from connect.registry import demo_data, front_page, navigation, reports, retention, work
from toy import cli, jobs
from toy.models import Toy
from toy.views import bp

navigation.entry("toys.shelf", "package", "Toys", order=25)
front_page.part("toys/front.html", order=35, values=lambda: {"number": db.session.query(Toy).count()})
work.subject("toy", opens="toys.show")
reports.kind("toy", label="A toy", address="toy/<pid:key>",
             find=lambda key, person: reports.Reported("toy", key, 1))
demo_data.part("toy.demo", order=40)


@work.source("broken_toy", subject="toy", label="Broken toys", order=55, area=Toy.area_id)
def broken(person):
    return sa.select(Toy.public_id, sa.literal(1), Toy.at)
""",
    "rights.py": """
from datetime import timedelta

import sqlalchemy as sa

from connect import db
from connect.registry import personal_data, retention
from toy.models import Toy

retention.rows("toys", timedelta(days=3), Toy, lambda before: Toy.at <= before)


@personal_data.part("toys", "toys")
def lent(person):
    return [one.name for one in db.session.scalars(sa.select(Toy).where(Toy.person_id == person.id))]


@personal_data.erasure("toys")
def give_back(person):
    db.session.execute(sa.delete(Toy).where(Toy.person_id == person.id))
""",
}
FIND = """
import json, random, sys
from datetime import timedelta
from toy import feature
if sys.argv[3] == "all":
    from toy import rights

from connect import app as house, cli, clock, db
from connect.accounts import actions as accounts, export
from connect.accounts.demo.people import Cast
from connect.jobs import queue
from connect.registry import demo_data, personal_data, retention
from tests.visit import Visit
from toy.models import Toy

house.FEATURES = (*house.FEATURES, feature)
app = house.create_app(testing=True, instance=sys.argv[1], database_url=sys.argv[2])
cli.init_app(app)
found = {}
with app.app_context():
    Toy.__table__.create(db.extension.engine)
    forgotten = personal_data.forgotten(db.Base.metadata.sorted_tables)
    if sys.argv[3] == "all":
        wave = demo_data.Wave(random.Random(1), demo_data.Size(cases=0, helpers=5, moderators=5, notices=1), print)
        demo_data.fill(wave)
        cast = wave.get(Cast)
        helper, moderator = cast.helpers["79"][0], cast.moderators["79"][0]
        toy = db.session.query(Toy).one()
        front = app.test_client().get("/").text
        desk = Visit(app).as_(moderator).get("moderation.queue").text
        report = app.test_client().get(f"/moderation/report/toy/{toy.public_id}")
        found["demo"] = toy.name == "a wooden boat"
        found["navigation"] = front.index("/notices/") < front.index(">Toys<") < front.index("1 toys on the shelf")
        found["queue"] = toy.public_id in desk
        found["queue label"] = "Broken toys" in desk
        found["report"] = report.status_code == 200
        found["export"] = export.of_person(helper)["toys"] == ["a wooden boat"]
        found["job"] = "toy_jobs_dust" in [one.run.__name__ for one in queue._periodic]
        found["command"] = app.test_cli_runner().invoke(args=["toys"]).output == "toys\\n"
        found["kept"] = retention.run()["toys"] == 0
        with clock.told(clock.now() + timedelta(days=4)):
            found["due"] = retention.run(dry_run=True)["toys"] == 1
            found["wiped"] = retention.run()["toys"] == 1
        with db.transaction():
            feature_toy = Toy(public_id="22222222", person_id=helper.id, area_id=1, name="x", at=clock.now())
            db.session.add(feature_toy)
            db.session.flush()
            accounts.erase(helper)
        found["erased"] = db.session.query(Toy).count() == 0
print(json.dumps([found, forgotten]))
"""


def look(app: Flask, folder: Path, which: str) -> tuple[dict[str, bool], list[str]]:
    """Where a process with the toy found it, and which tables were forgotten."""
    for name, text in TOY.items():
        path = folder / "toy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    here = app.extensions["connect.config"]
    environment = {"CONNECT_KEYS": KEYS, "CONNECT_SECRET_KEY": "test", "PYTHONPATH": f"{ROOT}:{folder}"}
    ran = subprocess.run(
        [sys.executable, "-c", FIND, str(here.instance), here.sqlalchemy_url, which],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    answer: Any = json.loads(ran.stdout.splitlines()[-1])
    return answer[0], answer[1]


def test_a_feature_is_found_wherever_features_are(bare_app: Flask, tmp_path: Path) -> None:
    found, forgotten = look(bare_app, tmp_path, "all")
    assert len(found) == 12
    assert not [name for name, there in found.items() if not there]
    assert not forgotten


def test_a_feature_that_forgets_whose_its_table_is_is_noticed(bare_app: Flask, tmp_path: Path) -> None:
    _, forgotten = look(bare_app, tmp_path, "careless")
    assert [one.split(":")[0] for one in forgotten] == ["toys", "toys"]
