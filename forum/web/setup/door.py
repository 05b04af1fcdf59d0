"""The blueprint of set-up; each page registers itself with it."""

from flask import Blueprint

blueprint = Blueprint("setup", __name__)
