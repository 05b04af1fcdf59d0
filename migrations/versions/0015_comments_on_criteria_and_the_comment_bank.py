"""Comments on single criteria, and comments kept for use again."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "criterion_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["criterion.id"],
            name=op.f("fk_criterion_comment_criterion_id_criterion"),
        ),
        sa.ForeignKeyConstraint(
            ["grade_id"], ["grade.id"], name=op.f("fk_criterion_comment_grade_id_grade")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"],
            ["user_account.id"],
            name=op.f("fk_criterion_comment_set_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_comment")),
        sa.UniqueConstraint(
            "grade_id", "criterion_id", name=op.f("uq_criterion_comment_grade_id_criterion_id")
        ),
    )
    op.create_table(
        "bank_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_bank_comment_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_bank_comment_owner_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_comment")),
    )
    with op.batch_alter_table("bank_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_comment_course_id"), ["course_id"], unique=False)

    op.create_table(
        "bank_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_comment_id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bank_comment_id"],
            ["bank_comment.id"],
            name=op.f("fk_bank_use_bank_comment_id_bank_comment"),
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_bank_use_criterion_id_criterion")
        ),
        sa.ForeignKeyConstraint(
            ["grade_id"], ["grade.id"], name=op.f("fk_bank_use_grade_id_grade")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_use")),
    )
    with op.batch_alter_table("bank_use", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_bank_use_bank_comment_id"), ["bank_comment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_bank_use_grade_id"), ["grade_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("bank_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_use_grade_id"))
        batch_op.drop_index(batch_op.f("ix_bank_use_bank_comment_id"))

    op.drop_table("bank_use")
    with op.batch_alter_table("bank_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_comment_course_id"))

    op.drop_table("bank_comment")
    op.drop_table("criterion_comment")
