"""The site as it is served, but nothing other than a request changes it: no worker, and no limit in the way.

For tests that walk all pages and look at what each of them changed; limits have tests of their own.
"""

import signal

from connect.serving import processes
from connect.web.limits import limiter
from wsgi import app as app

processes.work = lambda: signal.pause()
limiter.enabled = False
