"""The extensions: made here, bound to an application in ``create_app``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as BoundSession
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.orm import DeclarativeBase

# Named constraints can be dropped by a migration on both databases.
CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


class Session(BoundSession):
    """A session that reads without a transaction where ``info`` says so (``READS_ALONE``).

    On PostgreSQL alone: there each statement sees what is committed when it begins, in a
    transaction or not, while SQLite shows a whole transaction the same state.
    """

    def get_bind(self, *given: Any, **named: Any) -> Engine | Connection:
        """The engine to use; one that begins no transaction where the session reads alone."""
        found = super().get_bind(*given, **named)
        if isinstance(found, Engine) and self.info.get(READS_ALONE):
            return reading(found)
        return found


#: In ``Session.info``: whether statements are sent without a transaction around them.
READS_ALONE = "reads_alone"


@lru_cache(maxsize=8)
def reading(engine: Engine) -> Engine:
    """The engine, with its pool, for reading without a transaction where the database allows it."""
    if engine.dialect.name != "postgresql":
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


db = SQLAlchemy(model_class=Base, session_options={"class_": Session, "expire_on_commit": False})
migrate = Migrate(render_as_batch=True, compare_type=True)
login_manager = LoginManager()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, swallow_errors=True, in_memory_fallback_enabled=True)
babel = Babel()
