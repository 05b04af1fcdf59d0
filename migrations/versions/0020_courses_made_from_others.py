"""Which course was made from which, and copies that were removed again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "course_copy",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("brought", json, nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_copy_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["course.id"], name=op.f("fk_course_copy_source_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["user_account.id"],
            name=op.f("fk_course_copy_made_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_course_copy")),
        sa.UniqueConstraint("key", name=op.f("uq_course_copy_key")),
    )
    op.create_index(op.f("ix_course_copy_source_id"), "course_copy", ["source_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_course_copy_source_id"), table_name="course_copy")
    op.drop_table("course_copy")
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_column("removed_at")
