"""The floor: the same posts by one statement and one template, for nobody in particular."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template, request
from markupsafe import Markup
from sqlalchemy import Engine, and_, select

from forum.accounts.models import User
from forum.discussion.models import Post, Revision
from forum.extensions import reading
from forum.prompts.models import Site


def create_floor(engine: Engine) -> Flask:
    """An application with one page, ``/<prompt id>?roots=<initial posts shown, 0 for all>``.

    It reads as the product reads, without a transaction, so that neither pays for what the other
    does not: a transaction that ends with a rollback has the driver forget the statements that
    the connections of the pool, which both use, have prepared.
    """
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.get("/<int:prompt_id>")
    def posts(prompt_id: int) -> str:
        with reading(engine).connect() as connection:
            rows = connection.execute(_statement(prompt_id, request.args.get("roots", 0, int)))
            return render_template("floor.html", posts=[_shown(row) for row in rows])

    return app


def _statement(prompt_id: int, roots: int) -> Any:
    statement = (
        select(
            Post.number,
            Post.kind,
            Post.published_at,
            User.name,
            Site.name.label("site"),
            Revision.html,
            Revision.references,
        )
        .join(Revision, and_(Revision.post_id == Post.id, Revision.number == Post.revision_number))
        .join(User, User.id == Post.author_id)
        .outerjoin(Site, Site.id == Revision.site_id)
        .where(Post.prompt_id == prompt_id)
        .order_by(Post.published_at, Post.id)
    )
    if not roots:
        return statement
    first = (
        select(Post.id)
        .where(Post.prompt_id == prompt_id, Post.root_id.is_(None))
        .order_by(Post.published_at, Post.id)
        .limit(roots)
    )
    shown = first.scalar_subquery()
    return statement.where(Post.id.in_(shown) | Post.root_id.in_(shown))


def _shown(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.kind,
        "name": row.name,
        "site": row.site,
        "at": row.published_at,
        "parts": [(key, Markup(html)) for key, html in row.html.items()],
        "references": row.references,
    }
