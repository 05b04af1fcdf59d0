"""What admins set of the ways that lead to an account."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "sign_in_methods",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("codes_make_accounts", sa.Boolean(), nullable=False),
        sa.Column(
            "code_domains",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_methods")),
    )


def downgrade() -> None:
    op.drop_table("sign_in_methods")
