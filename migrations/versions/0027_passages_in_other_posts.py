"""Prints of posts, and the passages that were found in earlier ones."""

from collections import Counter
from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
PROMPT = sa.table(
    "prompt",
    sa.column("id", sa.Integer()),
    sa.column("course_id", sa.Integer()),
    sa.column("title", sa.String()),
    sa.column("lineage", sa.String()),
)
COPY = sa.table(
    "course_copy",
    sa.column("course_id", sa.Integer()),
    sa.column("source_id", sa.Integer()),
)


def upgrade() -> None:
    with op.batch_alter_table("prompt") as batch_op:
        batch_op.add_column(
            sa.Column("lineage", sa.String(length=32), nullable=False, server_default="")
        )
    _name_lineages()
    with op.batch_alter_table("prompt") as batch_op:
        batch_op.alter_column("lineage", server_default=None)
        batch_op.create_index(op.f("ix_prompt_lineage"), ["lineage"])
    _create_fingerprint()
    _create_overlap()


def downgrade() -> None:
    op.drop_table("overlap")
    op.drop_table("fingerprint")
    with op.batch_alter_table("prompt") as batch_op:
        batch_op.drop_index(op.f("ix_prompt_lineage"))
        batch_op.drop_column("lineage")


def _name_lineages() -> None:
    """A prompt of a copied course continues the only one of its title where it came from."""
    connection = op.get_bind()
    copies = connection.execute(sa.select(COPY.c.course_id, COPY.c.source_id))
    sources = {row.course_id: row.source_id for row in copies}
    prompts = connection.execute(sa.select(PROMPT.c.id, PROMPT.c.course_id, PROMPT.c.title)).all()
    known = Counter((row.course_id, row.title) for row in prompts)
    named: dict[tuple[int, str], str] = {}
    for row in prompts:
        first = row.course_id
        while known[first, row.title] == 1 == known[sources.get(first), row.title]:
            first = sources[first]
        is_one = known[first, row.title] == 1
        own = uuid4().hex
        lineage = named.setdefault((first, row.title), own) if is_one else own
        connection.execute(PROMPT.update().where(PROMPT.c.id == row.id).values(lineage=lineage))


def _create_fingerprint() -> None:
    op.create_table(
        "fingerprint",
        sa.Column("revision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("lineage", sa.String(length=32), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prints", sa.LargeBinary(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revision.id"],
            name=op.f("fk_fingerprint_revision_id_revision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["post.id"],
            name=op.f("fk_fingerprint_post_id_post"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_fingerprint_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_fingerprint_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_fingerprint_prompt_id_prompt")
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_fingerprint")),
    )
    op.create_index("ix_fingerprint_lineage_saved_at", "fingerprint", ["lineage", "saved_at"])
    op.create_index(op.f("ix_fingerprint_post_id"), "fingerprint", ["post_id"])
    op.create_index(op.f("ix_fingerprint_prompt_id"), "fingerprint", ["prompt_id"])


def _create_overlap() -> None:
    op.create_table(
        "overlap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("places", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["fingerprint.revision_id"],
            name=op.f("fk_overlap_revision_id_fingerprint"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["fingerprint.revision_id"],
            name=op.f("fk_overlap_source_id_fingerprint"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlap")),
    )
    op.create_index(op.f("ix_overlap_revision_id"), "overlap", ["revision_id"])
    op.create_index(op.f("ix_overlap_source_id"), "overlap", ["source_id"])
