"""Assistants with sections of their own, and requests for more time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("enrollment") as batch_op:
        # Who is there already works with all students.
        batch_op.add_column(
            sa.Column("own_sections", JSON, nullable=False, server_default=sa.text("'[]'"))
        )
    with op.batch_alter_table("enrollment") as batch_op:
        batch_op.alter_column("own_sections", server_default=None)
    op.create_table(
        "extension_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("extension_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
            name=op.f("fk_extension_request_answered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["extension_id"],
            ["extension.id"],
            name=op.f("fk_extension_request_extension_id_extension"),
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_extension_request_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_extension_request_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension_request")),
    )
    op.create_index("ix_extension_request_user_id", "extension_request", ["user_id"])
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_extension_request_open",
        "extension_request",
        ["prompt_id", "user_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_table("extension_request")
    with op.batch_alter_table("enrollment") as batch_op:
        batch_op.drop_column("own_sections")
