"""Notifications and what people chose."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "notification_digest_hour",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_notification_digest_hour_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_digest_hour")),
    )
    op.create_table(
        "notification_preference",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_notification_preference_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("user_id", "kind", name=op.f("pk_notification_preference")),
    )
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column(
            "detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user_account.id"], name=op.f("fk_notification_actor_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_notification_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_notification_post_id_post")
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_notification_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_notification_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("key", name=op.f("uq_notification_key")),
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notification_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notification_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notification_post_id"), ["post_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notification_prompt_id"), ["prompt_id"], unique=False)
        batch_op.create_index(
            "ix_notification_unseen",
            ["user_id"],
            unique=False,
            sqlite_where=sa.text("seen_at IS NULL AND retracted_at IS NULL AND is_listed"),
            postgresql_where=sa.text("seen_at IS NULL AND retracted_at IS NULL AND is_listed"),
        )
        batch_op.create_index(
            "ix_notification_in_no_digest",
            ["user_id"],
            unique=False,
            sqlite_where=sa.text("mode = 'digest' AND entry_id IS NULL"),
            postgresql_where=sa.text("mode = 'digest' AND entry_id IS NULL"),
        )
        batch_op.create_index("ix_notification_user_id_id", ["user_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_index("ix_notification_user_id_id")
        batch_op.drop_index(
            "ix_notification_in_no_digest",
            sqlite_where=sa.text("mode = 'digest' AND entry_id IS NULL"),
            postgresql_where=sa.text("mode = 'digest' AND entry_id IS NULL"),
        )
        batch_op.drop_index(
            "ix_notification_unseen",
            sqlite_where=sa.text("seen_at IS NULL AND retracted_at IS NULL AND is_listed"),
            postgresql_where=sa.text("seen_at IS NULL AND retracted_at IS NULL AND is_listed"),
        )
        batch_op.drop_index(batch_op.f("ix_notification_prompt_id"))
        batch_op.drop_index(batch_op.f("ix_notification_post_id"))
        batch_op.drop_index(batch_op.f("ix_notification_entry_id"))
        batch_op.drop_index(batch_op.f("ix_notification_course_id"))

    op.drop_table("notification")
    op.drop_table("notification_preference")
    op.drop_table("notification_digest_hour")
