"""Prompts kept for use again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "prompt_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("document", json, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_prompt_template_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["user_account.id"],
            name=op.f("fk_prompt_template_owner_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_template")),
        sa.UniqueConstraint("course_id", "name", name=op.f("uq_prompt_template_course_id_name")),
    )
    op.create_index(op.f("ix_prompt_template_owner_id"), "prompt_template", ["owner_id"])


def downgrade() -> None:
    op.drop_table("prompt_template")
