"""A site with a bug planted on purpose: its queue has no end, so that everybody is let in and nobody is told."""

from connect.serving import gate
from wsgi import app as app

gate.Queue.add_task = gate.ThreadedTaskDispatcher.add_task  # type: ignore[method-assign]
