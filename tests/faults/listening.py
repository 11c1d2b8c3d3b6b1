"""A site with a bug planted on purpose: each process listens to one client until she has said all, however slowly."""

from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from connect.serving import processes
from wsgi import app as app


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_what: object) -> None:
        """Says nothing."""


def _listen(app, listener, _threads):  # type: ignore[no-untyped-def]
    server = WSGIServer(listener.getsockname(), _Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    server.server_name, server.server_port = listener.getsockname()
    server.setup_environ()
    server.set_app(app)
    server.serve_forever()


processes.web = _listen
