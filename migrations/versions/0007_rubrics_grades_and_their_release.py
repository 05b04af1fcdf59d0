"""Rubrics, grades and their release."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("late_struck_reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_grade_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["user_account.id"], name=op.f("fk_grade_updated_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_grade_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade")),
        sa.UniqueConstraint("prompt_id", "user_id", name=op.f("uq_grade_prompt_id_user_id")),
    )
    op.create_table(
        "grade_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_grade_release_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"],
            ["user_account.id"],
            name=op.f("fk_grade_release_released_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_release")),
    )
    with op.batch_alter_table("grade_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grade_release_prompt_id"), ["prompt_id"], unique=False)

    op.create_table(
        "rubric",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_rubric_prompt_id_prompt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric")),
        sa.UniqueConstraint("prompt_id", name=op.f("uq_rubric_prompt_id")),
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "counted_from", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubric.id"], name=op.f("fk_criterion_rubric_id_rubric")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("rubric_id", "key", name=op.f("uq_criterion_rubric_id_key")),
    )
    op.create_table(
        "released_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "marks", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("raw", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("late_points", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("total", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("out_of", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("late_struck_reason", sa.String(length=500), nullable=False),
        sa.Column("comment_html", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("graded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["graded_by_id"],
            ["user_account.id"],
            name=op.f("fk_released_grade_graded_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_released_grade_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["grade_release.id"],
            name=op.f("fk_released_grade_release_id_grade_release"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_released_grade_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_released_grade")),
    )
    with op.batch_alter_table("released_grade", schema=None) as batch_op:
        batch_op.create_index(
            "ix_released_grade_prompt_id_user_id", ["prompt_id", "user_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_released_grade_release_id"), ["release_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_released_grade_user_id"), ["user_id"], unique=False)

    op.create_table(
        "grade_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_grade_mark_criterion_id_criterion")
        ),
        sa.ForeignKeyConstraint(
            ["grade_id"], ["grade.id"], name=op.f("fk_grade_mark_grade_id_grade")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name=op.f("fk_grade_mark_set_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_mark")),
        sa.UniqueConstraint(
            "grade_id", "criterion_id", name=op.f("uq_grade_mark_grade_id_criterion_id")
        ),
    )
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("points", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_rating_criterion_id_criterion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("criterion_id", "level", name=op.f("uq_rating_criterion_id_level")),
    )


def downgrade() -> None:
    op.drop_table("rating")
    op.drop_table("grade_mark")
    with op.batch_alter_table("released_grade", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_released_grade_user_id"))
        batch_op.drop_index(batch_op.f("ix_released_grade_release_id"))
        batch_op.drop_index("ix_released_grade_prompt_id_user_id")

    op.drop_table("released_grade")
    op.drop_table("criterion")
    op.drop_table("rubric")
    with op.batch_alter_table("grade_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grade_release_prompt_id"))

    op.drop_table("grade_release")
    op.drop_table("grade")
