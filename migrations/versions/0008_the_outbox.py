"""The outbox."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "outbox_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column(
            "payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(length=60), nullable=False),
        sa.Column("can_wait", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_id"],
            ["user_account.id"],
            name=op.f("fk_outbox_entry_recipient_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_entry_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_entry_cause"), ["cause"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_outbox_entry_recipient_id"), ["recipient_id"], unique=False
        )
        batch_op.create_index(
            "ix_outbox_entry_waiting",
            ["can_wait", "not_before", "id"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_outbox_entry_done_at"), ["done_at"], unique=False)
        batch_op.create_index(
            "ix_outbox_entry_failed",
            ["failed_at"],
            unique=False,
            sqlite_where=sa.text("failed_at IS NOT NULL"),
            postgresql_where=sa.text("failed_at IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_entry_done_at"))
        batch_op.drop_index(
            "ix_outbox_entry_failed",
            sqlite_where=sa.text("failed_at IS NOT NULL"),
            postgresql_where=sa.text("failed_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_outbox_entry_waiting",
            sqlite_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_entry_recipient_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_entry_cause"))

    op.drop_table("outbox_entry")
