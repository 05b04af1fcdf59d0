"""The blueprint of the discussion, apart from its views so that they can register on it."""

from flask import Blueprint

blueprint = Blueprint("discussion", __name__)
