"""Prompts, due times, terms and sites."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=2048), nullable=False),
        sa.Column("identity", sa.String(length=300), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["user_account.id"], name=op.f("fk_site_added_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_site_course_id_course")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("course_id", "identity", name=op.f("uq_site_course_id_identity")),
    )
    op.create_table(
        "prompt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("respond", sa.Text(), nullable=False),
        sa.Column("content_note", sa.String(length=1000), nullable=False),
        sa.Column("case_title", sa.String(length=200), nullable=False),
        sa.Column("case_text", sa.Text(), nullable=False),
        sa.Column("alternative_title", sa.String(length=200), nullable=False),
        sa.Column("alternative_text", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("asks_site", sa.Boolean(), nullable=False),
        sa.Column("own_site_allowed", sa.Boolean(), nullable=False),
        sa.Column("site_cap", sa.Integer(), nullable=True),
        sa.Column("write_first", sa.Boolean(), nullable=False),
        sa.Column("site_board", sa.Boolean(), nullable=False),
        sa.Column("private_allowed", sa.Boolean(), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("late_rate", sa.Integer(), nullable=False),
        sa.Column("late_cap", sa.Integer(), nullable=False),
        sa.Column("group_set_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_prompt_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["group_set_id"], ["group_set.id"], name=op.f("fk_prompt_group_set_id_group_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
        sa.UniqueConstraint("course_id", "week", name=op.f("uq_prompt_course_id_week")),
    )
    op.create_table(
        "site_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_site_alias_course_id_course")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_alias_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_alias")),
        sa.UniqueConstraint("course_id", "alias", name=op.f("uq_site_alias_course_id_alias")),
    )
    with op.batch_alter_table("site_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_alias_site_id"), ["site_id"], unique=False)

    op.create_table(
        "site_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_site_merge_course_id_course")
        ),
        sa.ForeignKeyConstraint(["into_id"], ["site.id"], name=op.f("fk_site_merge_into_id_site")),
        sa.ForeignKeyConstraint(
            ["merged_by_id"],
            ["user_account.id"],
            name=op.f("fk_site_merge_merged_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_merge_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_merge")),
    )
    with op.batch_alter_table("site_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_merge_course_id"), ["course_id"], unique=False)

    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_extension_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name=op.f("fk_extension_set_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_extension_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extension_prompt_id"), ["prompt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_extension_user_id"), ["user_id"], unique=False)

    op.create_table(
        "prompt_checkpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("local_time", sa.String(length=5), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_prompt_checkpoint_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"],
            ["user_account.id"],
            name=op.f("fk_prompt_checkpoint_set_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_checkpoint")),
    )
    with op.batch_alter_table("prompt_checkpoint", schema=None) as batch_op:
        batch_op.create_index(
            "ix_prompt_checkpoint_prompt_id_kind", ["prompt_id", "kind"], unique=False
        )

    op.create_table(
        "prompt_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column("heading", sa.String(length=120), nullable=False),
        sa.Column("guidance", sa.String(length=1000), nullable=False),
        sa.Column("min_words", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_prompt_part_prompt_id_prompt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_part")),
        sa.UniqueConstraint(
            "prompt_id", "kind", "key", name=op.f("uq_prompt_part_prompt_id_kind_key")
        ),
    )
    with op.batch_alter_table("prompt_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prompt_part_prompt_id"), ["prompt_id"], unique=False)

    op.create_table(
        "prompt_site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_prompt_site_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_prompt_site_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_site")),
        sa.UniqueConstraint("prompt_id", "site_id", name=op.f("uq_prompt_site_prompt_id_site_id")),
    )
    op.create_table(
        "prompt_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_prompt_terms_prompt_id_prompt")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name=op.f("fk_prompt_terms_set_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_terms")),
    )
    with op.batch_alter_table("prompt_terms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prompt_terms_prompt_id"), ["prompt_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("prompt_terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prompt_terms_prompt_id"))

    op.drop_table("prompt_terms")
    op.drop_table("prompt_site")
    with op.batch_alter_table("prompt_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prompt_part_prompt_id"))

    op.drop_table("prompt_part")
    with op.batch_alter_table("prompt_checkpoint", schema=None) as batch_op:
        batch_op.drop_index("ix_prompt_checkpoint_prompt_id_kind")

    op.drop_table("prompt_checkpoint")
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_extension_user_id"))
        batch_op.drop_index(batch_op.f("ix_extension_prompt_id"))

    op.drop_table("extension")
    with op.batch_alter_table("site_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_merge_course_id"))

    op.drop_table("site_merge")
    with op.batch_alter_table("site_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_alias_site_id"))

    op.drop_table("site_alias")
    op.drop_table("prompt")
    op.drop_table("site")
