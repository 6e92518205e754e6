"""Communities that make their own rules: stages, roles, doors, setups, templates, consent."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "templates",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_templates")),
    )
    op.create_table(
        "avoided_types",
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_avoided_types_community_communities")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_avoided_types_person_people")
        ),
        sa.PrimaryKeyConstraint("community", "person", "type", name=op.f("pk_avoided_types")),
    )
    op.create_table(
        "config_changes",
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_config_changes_by_people")),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_config_changes_community_communities")
        ),
        sa.PrimaryKeyConstraint("community", "version", name=op.f("pk_config_changes")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=True),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("voters", sa.Text(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_consents_by_people")),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_consents_community_communities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_community"), "consents", ["community"], unique=False)
    op.create_table(
        "eligible",
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_eligible_community_communities")
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_eligible_person_people")),
        sa.PrimaryKeyConstraint("community", "person", name=op.f("pk_eligible")),
    )
    op.create_table(
        "founders",
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("named_at", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_founders_community_communities")
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_founders_person_people")),
        sa.PrimaryKeyConstraint("community", "person", name=op.f("pk_founders")),
    )
    op.create_table(
        "invitations",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.String(length=32), nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_invitations_by_people")),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_invitations_community_communities")
        ),
        sa.ForeignKeyConstraint(
            ["used_by"], ["people.id"], name=op.f("fk_invitations_used_by_people")
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_invitations")),
    )
    op.create_index("ix_invitations_by", "invitations", ["by"], unique=False)
    op.create_table(
        "roles",
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("founder", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_roles_community_communities")
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_roles_person_people")),
        sa.PrimaryKeyConstraint("community", "person", "role", name=op.f("pk_roles")),
    )
    op.create_index("ix_roles_person", "roles", ["person"], unique=False)
    op.create_table(
        "setups",
        sa.Column("community", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("founders", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["community"], ["communities.id"], name=op.f("fk_setups_community_communities")
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_setups_person_people")),
        sa.PrimaryKeyConstraint("community", "purpose", name=op.f("pk_setups")),
    )
    op.create_table(
        "sisters",
        sa.Column("one", sa.String(length=32), nullable=False),
        sa.Column("other", sa.String(length=32), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["one"], ["communities.id"], name=op.f("fk_sisters_one_communities")
        ),
        sa.ForeignKeyConstraint(
            ["other"], ["communities.id"], name=op.f("fk_sisters_other_communities")
        ),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_sisters")),
    )
    op.create_table(
        "consent_voices",
        sa.Column("consent", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("yes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent"], ["consents.id"], name=op.f("fk_consent_voices_consent_consents")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_consent_voices_person_people")
        ),
        sa.PrimaryKeyConstraint("consent", "person", name=op.f("pk_consent_voices")),
    )
    op.create_table(
        "knocks",
        sa.Column("room", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_knocks_person_people")),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_knocks_room_rooms")),
        sa.PrimaryKeyConstraint("room", "person", name=op.f("pk_knocks")),
    )
    op.add_column(
        "communities",
        sa.Column("stage", sa.String(length=32), server_default="founded", nullable=False),
    )
    op.add_column("communities", sa.Column("opened_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "communities",
        sa.Column("mature", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("communities", sa.Column("few_since", sa.BigInteger(), nullable=True))
    op.add_column("members", sa.Column("asked_at", sa.BigInteger(), nullable=True))
    op.add_column("members", sa.Column("let_in_at", sa.BigInteger(), nullable=True))
    op.add_column("members", sa.Column("refused_at", sa.BigInteger(), nullable=True))
    op.add_column("members", sa.Column("invited_by", sa.String(length=32), nullable=True))
    op.add_column("members", sa.Column("first_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "people", sa.Column("pictures", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.add_column(
        "posts", sa.Column("outside", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(sa.text("UPDATE members SET first_at = since WHERE standing = 'member'"))
    _say_quiet_hours_in_one_field()
    op.bulk_insert(TEMPLATES, _templates())


def _say_quiet_hours_in_one_field() -> None:
    """Until here quiet hours were two fields, and a governance section could be missing."""
    communities = sa.table("communities", sa.column("id"), sa.column("config", sa.Text))
    connection = op.get_bind()
    for community, stored in connection.execute(sa.select(communities)).all():
        config = json.loads(stored)
        start, stop = config.pop("quiet_from", None), config.pop("quiet_to", None)
        if start and stop:
            config["quiet_hours"] = f"{start[:5]}-{stop[:5]}"
        kept = json.dumps(config, ensure_ascii=False, separators=(",", ":"))
        mended = communities.update().where(communities.c.id == community)
        connection.execute(mended.values(config=kept))


TEMPLATES = sa.table(
    "templates",
    sa.column("name"),
    sa.column("title"),
    sa.column("values"),
    sa.column("added_at"),
    sa.column("uses"),
)
ADDED = 1_793_491_200_000_000
"""1 November 2026, in microseconds."""


def _kind(name: str, kind: str, multiplier: float) -> dict[str, Any]:
    return {"name": name, "kind": kind, "multiplier": multiplier, "sensitive": kind == "care"}


def _templates() -> list[dict[str, Any]]:
    """Return the three templates as they were when they came (3-mechanics section 1)."""
    fields = (
        "member_cap",
        "visibility_mode",
        "outsider_response_allowed",
        "karma_split_helper",
        "karma_split_requestor",
        "base_karma_pool_per_request",
        "karma_decay_half_life_days",
        "trust_depth_weight",
        "trust_breadth_weight",
        "trust_decay_half_life_days",
        "trust_path_max_hops",
        "min_interactions_for_trust",
        "request_approval_required",
        "new_member_karma_lockout_days",
        "join_approval_required",
        "joining_counts_as_interaction",
    )
    helping = _kind("general_help", "other", 1.0)
    rows = (
        (
            "cohousing_default",
            "Cohousing Default",
            (150, "public", False, 60, 40, 100, 180, 0.6, 0.4, 180, 3, 1, False, 0, True, True),
            [
                _kind("meal_share", "meal", 1.0),
                _kind("tool_borrow", "borrow", 0.8),
                _kind("ride_share", "ride", 1.2),
                _kind("childcare", "care", 1.5),
                helping,
            ],
        ),
        (
            "neighborhood_cautious",
            "Neighborhood Cautious",
            (
                100,
                "members_only",
                False,
                80,
                20,
                100,
                180,
                0.7,
                0.3,
                90,
                2,
                3,
                True,
                7,
                True,
                False,
            ),
            [
                _kind("skill_share", "skill", 1.0),
                _kind("errand_help", "errand", 0.9),
                _kind("pet_sitting", "care", 1.1),
                _kind("ride_share", "ride", 1.0),
                _kind("tool_borrow", "borrow", 1.0),
                helping,
            ],
        ),
        (
            "experimental_reciprocal",
            "Experimental Reciprocal",
            (50, "hybrid", False, 50, 50, 100, 90, 0.5, 0.5, 30, 3, 1, False, 0, False, True),
            [helping],
        ),
    )
    return [
        {
            "name": name,
            "title": title,
            "values": json.dumps(
                {**dict(zip(fields, values, strict=True)), "request_types": types}
            ),
            "added_at": ADDED,
            "uses": 0,
        }
        for name, title, values, types in rows
    ]
