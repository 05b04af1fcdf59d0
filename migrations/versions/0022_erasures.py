"""Erased people, to be erased again after a backup was restored."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pseudonym", sa.String(length=120), nullable=False),
        sa.Column("account_created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["erased_by_id"], ["user_account.id"], name=op.f("fk_erasure_erased_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_erasure_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_erasure_pseudonym")),
    )


def downgrade() -> None:
    op.drop_table("erasure")
