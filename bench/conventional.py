"""The same list as most Flask sites would write it, and a bare hello, on our server: `python -m bench.conventional`.

Rows as ORM entities with their relations, a form rendered by WTForms' widgets, one template; the search itself is
ours, or it would be measured here again. The site is named by the environment, as for `flask serve`.
"""

from flask import Flask, Response, render_template_string, request
from flask_wtf import FlaskForm
from sqlalchemy.orm import selectinload
from wtforms import HiddenField, SelectField, SelectMultipleField, SubmitField

from connect import clock, config, db, geo
from connect.app import create_app
from connect.cases import queries
from connect.cases.models import Case
from connect.cases.views.search import RADII_KM, WAITS_H
from connect.incidents import kinds
from connect.serving import processes

PAGE = """
<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Ai đang cần giúp quanh đây</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="{{ url_for('static', filename='c.css') }}"></head><body><header><nav><ul>
{% for name in ('Gần đây', 'Thông báo', 'Đăng nhập') %}
<li><a href="{{ url_for('hello') }}">{{ name }}</a></li>{% endfor %}
</ul></nav></header><main><h1>Ai đang cần giúp quanh đây</h1>
<form method="get">{{ form.csrf_token }}{{ form.at }}
{{ form.kind.label }}{{ form.kind }}{{ form.urgency.label }}{{ form.urgency }}{{ form.within.label }}{{ form.within }}
{{ form.waiting.label }}{{ form.waiting }}{{ form.show }}</form>
<ol class="cards">{% for case, metres in rows %}
<li class="card"><h2>{% for need in case.needs if need.rest %}{{ names[need.item].name('vi') }} {{ need.rest }}
{{ names[need.item].unit_name('vi', need.rest) }}{{ ", " if not loop.last }}{% endfor %}</h2>
<ul>{% for kind in kinds if case.kinds.__and__(kind.bit) %}<li>
<svg><use href="{{ url_for('static', filename='s.svg') }}"></use></svg>
{{ kind.name('vi') }}</li>{% endfor %}</ul>
<ul>{% if case.urgency >= 2 %}<li>khẩn</li>{% endif %}<li>{{ case.people }} người</li>
<li>đã chờ {{ ((now - case.waiting_since).total_seconds() // 3600)|int }} giờ</li>
<li>khoảng {{ "%.1f"|format(metres / 1000) }} km, {{ case.area.name }}</li>
{% if case.given %}<li>đã có một phần</li>{% endif %}</ul>
<p><a href="{{ url_for('hello', case=case.public_id) }}">Xem</a></p></li>
{% endfor %}</ol></main></body></html>
"""


class SearchForm(FlaskForm):
    """What to look for."""

    at = HiddenField()
    kind = SelectMultipleField("Nhóm", choices=[(kind.code, kind.name("vi")) for kind in kinds.KINDS])
    urgency = SelectField("Mức khẩn", choices=[("low", "tất cả"), ("urgent", "khẩn"), ("life_threatening", "nguy cấp")])
    within = SelectField("Bao xa", choices=[(str(km), f"đến {km} km") for km in RADII_KM])
    waiting = SelectField("Chờ bao lâu", choices=[(str(hours), f"{hours} giờ") for hours in WAITS_H])
    show = SubmitField("Xem")


def bare_app() -> Flask:
    """A Flask app with nothing of ours around its views."""
    app = Flask("bench")
    app.secret_key = "bench"
    app.extensions["connect.config"] = config.current()  # our server asks it whom to turn away
    db.init_app(app, config.current().sqlalchemy_url)

    @app.get("/")
    def hello() -> str:
        return "hello"

    @app.get("/nearby")
    def nearby() -> Response | str:
        found = queries.nearby(geo.centre_of(int(request.args["at"], 16)), queries.Filters(), limit=20)
        ids = [one.id for one in found]
        cases = Case.__table__.c.id.in_(ids)
        query = db.session.query(Case).options(selectinload(Case.needs)).filter(cases)
        by_id = {case.id: case for case in query}
        rows = [(by_id[one.id], one.distance_m) for one in found]
        form = SearchForm(request.args)
        return render_template_string(PAGE, form=form, rows=rows, names=kinds.ITEMS, kinds=kinds.KINDS, now=clock.now())

    return app


if __name__ == "__main__":
    with create_app().app_context():
        processes.serve(bare_app())
