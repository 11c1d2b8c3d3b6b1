"""For a WSGI server: `waitress-serve wsgi:app`."""

from connect.app import create_app

app = create_app()
