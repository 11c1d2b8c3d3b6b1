"""The one blueprint of the feature."""

from flask import Blueprint

bp = Blueprint("advice", __name__, url_prefix="/advice")
