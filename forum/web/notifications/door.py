"""The blueprint of notifications; each page registers itself with it."""

from flask import Blueprint

blueprint = Blueprint("notifications", __name__)
