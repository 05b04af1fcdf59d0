"""What the weeks weigh in a course's total, and how many of the lowest are dropped."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "weighting",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("drop_lowest", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_weighting_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["user_account.id"],
            name=op.f("fk_weighting_updated_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_weighting")),
    )
    op.create_table(
        "prompt_weight",
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_prompt_weight_prompt_id_prompt")
        ),
        sa.PrimaryKeyConstraint("prompt_id", name=op.f("pk_prompt_weight")),
    )


def downgrade() -> None:
    op.drop_table("prompt_weight")
    op.drop_table("weighting")
