"""The blueprint of grading, apart from its views so that they can register on it."""

from flask import Blueprint

blueprint = Blueprint("grading", __name__)

#: The address of one student's desk.
DESK = "/c/<slug>/w/<int(max=2147483647):week>/grade/<int(max=2147483647):user_id>"
