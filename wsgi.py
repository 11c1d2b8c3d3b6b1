"""For a WSGI server (`waitress-serve wsgi:app`) and for `flask`, which finds this file by itself."""

from connect import cli
from connect.app import create_app

app = create_app()
cli.init_app(app)
