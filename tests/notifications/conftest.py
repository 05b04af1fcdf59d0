"""The classroom of these tests."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.notifications.support import Clock, Told
from tests.support.postbox import Postbox


@pytest.fixture
def room(app: Flask, session: Session, clock: Clock, postbox: Postbox) -> Told:
    return Told(app, session, clock, postbox)
