"""Leases of the desk, and totals that a person sets instead of the rubric's."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "desk_lease",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("grader_id", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_desk_lease_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_desk_lease_user_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["grader_id"], ["user_account.id"], name=op.f("fk_desk_lease_grader_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_lease")),
        sa.UniqueConstraint("prompt_id", "user_id", name=op.f("uq_desk_lease_prompt_id_user_id")),
    )
    with op.batch_alter_table("grade", schema=None) as batch_op:
        batch_op.add_column(sa.Column("override_total", sa.Numeric(8, 2), nullable=True))
        batch_op.add_column(_reason())
    with op.batch_alter_table("released_grade", schema=None) as batch_op:
        batch_op.add_column(_reason())
        batch_op.add_column(sa.Column("instead_of", sa.Numeric(8, 2), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("released_grade", schema=None) as batch_op:
        batch_op.drop_column("instead_of")
        batch_op.drop_column("override_reason")
    with op.batch_alter_table("grade", schema=None) as batch_op:
        batch_op.drop_column("override_reason")
        batch_op.drop_column("override_total")
    op.drop_table("desk_lease")


def _reason() -> sa.Column[str]:
    """Rows that are there already have no reason."""
    return sa.Column("override_reason", sa.String(length=500), nullable=False, server_default="")
