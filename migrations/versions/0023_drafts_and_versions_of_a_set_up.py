"""What is typed into a week's set-up before it is saved, and what it was save by save."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "prompt_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("document", json, nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_prompt_version_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"],
            ["user_account.id"],
            name=op.f("fk_prompt_version_saved_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_version")),
    )
    op.create_index(op.f("ix_prompt_version_prompt_id"), "prompt_version", ["prompt_id"])
    op.create_table(
        "setup_draft",
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_setup_draft_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_setup_draft_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("prompt_id", "user_id", name=op.f("pk_setup_draft")),
    )
    op.create_index(op.f("ix_setup_draft_user_id"), "setup_draft", ["user_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_setup_draft_user_id"), "setup_draft")
    op.drop_table("setup_draft")
    op.drop_index(op.f("ix_prompt_version_prompt_id"), "prompt_version")
    op.drop_table("prompt_version")
