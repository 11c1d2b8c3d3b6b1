"""The one blueprint of the feature."""

from flask import Blueprint

bp = Blueprint("shopping", __name__, url_prefix="/shopping")
