"""Assistants with sections of their own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0022"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("enrollment") as batch_op:
        # Who is there already works with all students.
        batch_op.add_column(
            sa.Column("own_sections", JSON, nullable=False, server_default=sa.text("'[]'"))
        )
    with op.batch_alter_table("enrollment") as batch_op:
        batch_op.alter_column("own_sections", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("enrollment") as batch_op:
        batch_op.drop_column("own_sections")
