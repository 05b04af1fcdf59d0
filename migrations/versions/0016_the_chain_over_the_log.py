"""The chain over the activity log: a link for each row, which covers the link before."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "activity_seal",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_seal_activity_id_activity")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_activity_seal")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_activity_seal_activity_id")),
    )


def downgrade() -> None:
    op.drop_table("activity_seal")
