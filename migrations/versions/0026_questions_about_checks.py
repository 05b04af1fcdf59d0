"""Questions of students about checks of their text, beside those about findings."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    with op.batch_alter_table("finding_question") as batch_op:
        batch_op.add_column(sa.Column("check_name", sa.String(length=20), nullable=True))
        batch_op.alter_column("requirement", existing_type=sa.String(length=20), nullable=True)


def downgrade() -> None:
    # What no longer has a place would otherwise stop the step back.
    op.execute("DELETE FROM finding_question WHERE requirement IS NULL")
    with op.batch_alter_table("finding_question") as batch_op:
        batch_op.alter_column("requirement", existing_type=sa.String(length=20), nullable=False)
        batch_op.drop_column("check_name")
