"""When every week of a course opens, is due and closes, and its holidays."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "week_pattern",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("times", json, nullable=False),
        sa.Column("holidays", json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_week_pattern_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["user_account.id"],
            name=op.f("fk_week_pattern_updated_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_week_pattern")),
    )


def downgrade() -> None:
    op.drop_table("week_pattern")
