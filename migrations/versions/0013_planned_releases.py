"""Planned releases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "planned_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("students", json, nullable=False),
        sa.Column("notes", json, nullable=False),
        sa.Column("release_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("incomplete", sa.Integer(), nullable=False),
        sa.Column("without_note", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ended_by_id"],
            ["user_account.id"],
            name=op.f("fk_planned_release_ended_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["discussion_group.id"],
            name=op.f("fk_planned_release_group_id_discussion_group"),
        ),
        sa.ForeignKeyConstraint(
            ["planned_by_id"],
            ["user_account.id"],
            name=op.f("fk_planned_release_planned_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_planned_release_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["grade_release.id"],
            name=op.f("fk_planned_release_release_id_grade_release"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_planned_release_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_release")),
    )
    with op.batch_alter_table("planned_release", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_planned_release_prompt_id"), ["prompt_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("planned_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_release_prompt_id"))

    op.drop_table("planned_release")
