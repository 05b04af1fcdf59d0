"""Grades are tied to the evidence they were given on, marks to the points they were worth then."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
POINTS = sa.Numeric(precision=8, scale=2)

# Levels set before points were kept are worth what the rubric says at this moment, as they were.
KEEP_POINTS = """
UPDATE grade_mark SET
  points = (SELECT rating.points FROM rating
            WHERE rating.criterion_id = grade_mark.criterion_id
            AND rating.level = grade_mark.level),
  most = (SELECT max(rating.points) FROM rating WHERE rating.criterion_id = grade_mark.criterion_id)
"""


def upgrade() -> None:
    with op.batch_alter_table("grade") as batch_op:
        batch_op.add_column(sa.Column("evidence", JSON, nullable=True))
        batch_op.add_column(
            sa.Column("fingerprint", sa.String(length=64), nullable=False, server_default="")
        )
    with op.batch_alter_table("grade") as batch_op:
        batch_op.alter_column("fingerprint", server_default=None)
    with op.batch_alter_table("grade_mark") as batch_op:
        batch_op.add_column(sa.Column("points", POINTS, nullable=True))
        batch_op.add_column(sa.Column("most", POINTS, nullable=True))
    op.execute(KEEP_POINTS)
    op.create_index("ix_activity_subject_id_prompt_id", "activity", ["subject_id", "prompt_id"])


def downgrade() -> None:
    op.drop_index("ix_activity_subject_id_prompt_id", table_name="activity")
    with op.batch_alter_table("grade_mark") as batch_op:
        batch_op.drop_column("most")
        batch_op.drop_column("points")
    with op.batch_alter_table("grade") as batch_op:
        batch_op.drop_column("fingerprint")
        batch_op.drop_column("evidence")
