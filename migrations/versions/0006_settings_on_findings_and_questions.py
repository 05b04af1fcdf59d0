"""Settings on findings and questions about them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "finding_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(length=20), nullable=False),
        sa.Column("sentence", sa.String(length=2000), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
            name=op.f("fk_finding_question_answered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_finding_question_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_finding_question_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_question")),
    )
    with op.batch_alter_table("finding_question", schema=None) as batch_op:
        batch_op.create_index(
            "ix_finding_question_prompt_id_user_id", ["prompt_id", "user_id"], unique=False
        )

    op.create_table(
        "finding_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_finding_setting_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"],
            ["user_account.id"],
            name=op.f("fk_finding_setting_set_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_finding_setting_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_setting")),
    )
    with op.batch_alter_table("finding_setting", schema=None) as batch_op:
        batch_op.create_index(
            "ix_finding_setting_prompt_id_user_id", ["prompt_id", "user_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("finding_setting", schema=None) as batch_op:
        batch_op.drop_index("ix_finding_setting_prompt_id_user_id")

    op.drop_table("finding_setting")
    with op.batch_alter_table("finding_question", schema=None) as batch_op:
        batch_op.drop_index("ix_finding_question_prompt_id_user_id")

    op.drop_table("finding_question")
