"""Posts, revisions, drafts and read marks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=30), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_draft_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_draft_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint(
            "user_id",
            "prompt_id",
            "slot",
            "field",
            name=op.f("uq_draft_user_id_prompt_id_slot_field"),
        ),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_prompt_id"), ["prompt_id"], unique=False)

    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=False),
        sa.Column("receipt", sa.String(length=12), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("content_note", sa.String(length=200), nullable=False),
        sa.Column("uses_alternative", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.String(length=500), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_post_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_post_course_id_course")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["post.id"], name=op.f("fk_post_parent_id_post")),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_post_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(["root_id"], ["post.id"], name=op.f("fk_post_root_id_post")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint(
            "author_id", "submission_key", name=op.f("uq_post_author_id_submission_key")
        ),
        sa.UniqueConstraint("course_id", "number", name=op.f("uq_post_course_id_number")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_post_prompt_id_kind", ["prompt_id", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_root_id"), ["root_id"], unique=False)

    op.create_table(
        "draft_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["draft.id"],
            name=op.f("fk_draft_snapshot_draft_id_draft"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_snapshot")),
    )
    with op.batch_alter_table("draft_snapshot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_snapshot_draft_id"), ["draft_id"], unique=False)

    op.create_table(
        "post_interval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user_account.id"], name=op.f("fk_post_interval_actor_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_interval_post_id_post")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_interval")),
    )
    with op.batch_alter_table("post_interval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_interval_post_id"), ["post_id"], unique=False)

    op.create_table(
        "read_mark",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_read_mark_post_id_post")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_read_mark_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("user_id", "post_id", name=op.f("pk_read_mark")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column(
            "parts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("html", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "words", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "references", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("cited", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("copies_id", sa.Integer(), nullable=True),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["copies_id"], ["post.id"], name=op.f("fk_revision_copies_id_post")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_revision_post_id_post")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_revision_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("post_id", "number", name=op.f("uq_revision_post_id_number")),
    )
    op.create_table(
        "gate_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_gate_opening_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_gate_opening_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_gate_opening_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_opening")),
        sa.UniqueConstraint("prompt_id", "user_id", name=op.f("uq_gate_opening_prompt_id_user_id")),
    )


def downgrade() -> None:
    op.drop_table("gate_opening")
    op.drop_table("revision")
    op.drop_table("read_mark")
    with op.batch_alter_table("post_interval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_interval_post_id"))

    op.drop_table("post_interval")
    with op.batch_alter_table("draft_snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_snapshot_draft_id"))

    op.drop_table("draft_snapshot")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_root_id"))
        batch_op.drop_index("ix_post_prompt_id_kind")
        batch_op.drop_index(batch_op.f("ix_post_parent_id"))
        batch_op.drop_index(batch_op.f("ix_post_author_id"))

    op.drop_table("post")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_prompt_id"))

    op.drop_table("draft")
