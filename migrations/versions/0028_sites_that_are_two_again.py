"""Merges of sites that were ended, and what people said of two sites that look alike."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("site_merge") as batch_op:
        # Which prompts listed a site that was merged before is not known any more.
        batch_op.add_column(
            sa.Column("listings", json, nullable=False, server_default=sa.text("'[]'"))
        )
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_site_merge_ended_by_id_user_account"), "user_account", ["ended_by_id"], ["id"]
        )
    with op.batch_alter_table("site_merge") as batch_op:
        batch_op.alter_column("listings", server_default=None)
    op.create_table(
        "site_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(length=300), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_site_answer_course_id_course")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_answer_site_id_site")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_site_answer_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_answer")),
        sa.UniqueConstraint(
            "course_id",
            "user_id",
            "identity",
            "site_id",
            name=op.f("uq_site_answer_course_id_user_id_identity_site_id"),
        ),
    )
    op.create_index(op.f("ix_site_answer_site_id"), "site_answer", ["site_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_site_answer_site_id"), "site_answer")
    op.drop_table("site_answer")
    with op.batch_alter_table("site_merge") as batch_op:
        batch_op.drop_constraint(op.f("fk_site_merge_ended_by_id_user_account"), type_="foreignkey")
        batch_op.drop_column("ended_by_id")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("listings")
