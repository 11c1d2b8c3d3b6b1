"""The one blueprint of the feature."""

from flask import Blueprint

bp = Blueprint("supplies", __name__, url_prefix="/supplies")
