"""For a WSGI server (`waitress-serve wsgi:app`) and for `flask`, which finds this file by itself.

Behind a proxy a server of your own has to hand on X-Forwarded-… as well; `flask serve` does.
"""

import sys

from connect import cli
from connect.app import create_app
from connect.config import ConfigError

try:
    app = create_app()
except ConfigError as error:
    sys.exit(f"Connect does not start: {error}")
cli.init_app(app)
