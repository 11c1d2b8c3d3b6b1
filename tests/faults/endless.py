"""A site with a bug planted on purpose: its queue has no end, so that everybody is let in and nobody is told."""

from connect.serving import waitress_server
from wsgi import app as app

waitress_server.Queue.add_task = waitress_server.ThreadedTaskDispatcher.add_task  # type: ignore[method-assign]
