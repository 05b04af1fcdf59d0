"""What the product keeps about one person, as plain data. Instants are in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.accounts.queries import list_all_sessions
from forum.activity.queries import iterate_done_by
from forum.courses.queries import list_own_times
from forum.discussion.queries.own import list_own_drafts, list_own_versions
from forum.extensions import db
from forum.grading.queries.released import list_own_released
from forum.notifications.queries import get_choices
from forum.participation.queries import list_own_questions
from forum.prompts.drafts.queries import list_setup_drafts
from forum.prompts.queries import list_own_requests, list_places
from forum.web.activity_words import verb_word
from forum.web.discussion.filters import check
from forum.web.own_record import grade_data, post_data
from forum.web.setup.unsaved import read_fields

Data = dict[str, Any]


def gather_own_data(user: User, now: datetime) -> Data:
    """Everything about this person, in a fixed number of statements.

    No token, no hash of a password, and nothing that others wrote but comments on the own grades
    and answers to the own questions and requests. Of the log the acts themselves, without whom they
    concerned.
    """
    session = db.session()
    parts: Data = {
        "taken_at": now.isoformat(),
        "profile": _profile(user),
        "memberships": _memberships(session, user),
        "posts": _posts(session, user),
        "drafts": _drafts(session, user),
        "set_up_drafts": _setup_drafts(session, user),
        "grades": [
            {"prompt_id": grade.prompt_id, **grade_data(grade)}
            for grade in list_own_released(session, user.id)
        ],
        "questions": _questions(session, user),
        "requests": _requests(session, user),
        "notifications": _choices(session, user),
        "sessions": _sessions(session, user),
        "log": _log(session, user),
    }
    _name_weeks(session, parts)
    return parts


def _profile(user: User) -> Data:
    return {
        "name": user.name,
        "email": user.email,
        "account_since": user.created_at.isoformat(),
        "zone": user.zone,
        "look": user.theme,
        "is_admin": user.is_admin,
    }


def _memberships(session: Session, user: User) -> list[Data]:
    return [
        {
            "course": course.code,
            "title": course.title,
            "role": row.role,
            "section": section,
            "from": row.started_at.isoformat(),
            "until": _iso(row.ended_at),
        }
        for row, course, section in list_own_times(session, user.id)
    ]


def _posts(session: Session, user: User) -> list[Data]:
    found = list_own_versions(session, user.id)
    return [
        {"prompt_id": prompt_id, **post_data(post, versions), "html": versions[-1].html}
        for prompt_id, posts in found.items()
        for post, versions in posts
    ]


def _drafts(session: Session, user: User) -> list[Data]:
    return [
        {
            "prompt_id": draft.prompt_id,
            "for": draft.slot,
            "field": draft.field,
            "saved_at": draft.saved_at.isoformat(),
            "text": draft.text,
            "earlier": [
                {"saved_at": one.saved_at.isoformat(), "text": one.text} for one in earlier
            ],
        }
        for draft, earlier in list_own_drafts(session, user.id)
    ]


def _setup_drafts(session: Session, user: User) -> list[Data]:
    return [
        {
            "prompt_id": draft.prompt_id,
            "saved_at": draft.saved_at.isoformat(),
            "fields": [list(pair) for pair in fields.items(multi=True)],
        }
        for draft in list_setup_drafts(session, user.id)
        if (fields := read_fields(draft.text)) is not None
    ]


def _questions(session: Session, user: User) -> list[Data]:
    return [
        {
            "prompt_id": row.prompt_id,
            "about": row.sentence or check(row.check_name or ""),
            "asked_at": row.asked_at.isoformat(),
            "text": row.text,
            "answer": row.answer,
            "answered_at": _iso(row.answered_at),
        }
        for row in list_own_questions(session, user.id)
    ]


def _requests(session: Session, user: User) -> list[Data]:
    return [
        {
            "prompt_id": row.prompt_id,
            "asked_at": row.asked_at.isoformat(),
            "text": row.note,
            "outcome": row.outcome,
            "answer": row.answer,
            "ended_at": _iso(row.ended_at),
        }
        for row in list_own_requests(session, user.id)
    ]


def _choices(session: Session, user: User) -> Data:
    choices = get_choices(session, user.id)
    return {"mail": dict(choices.modes), "digest_hour": choices.hour}


def _sessions(session: Session, user: User) -> list[Data]:
    return [
        {
            "began_at": row.created_at.isoformat(),
            "seen_at": row.seen_at.isoformat(),
            "ended_at": _iso(row.ended_at),
            "address": row.ip,
            "browser": row.agent,
        }
        for row in list_all_sessions(session, user)
    ]


def _log(session: Session, user: User) -> list[Data]:
    return [
        {"at": row.at.isoformat(), "did": verb_word(row.verb), "prompt_id": row.prompt_id}
        for row in iterate_done_by(session, user.id)
    ]


def _name_weeks(session: Session, parts: Data) -> None:
    """Put the course and the week beside each id of a week."""
    rows = [row for rows in parts.values() if isinstance(rows, list) for row in rows]
    ids = {row["prompt_id"] for row in rows if row.get("prompt_id")}
    places = list_places(session, ids)
    for row in rows:
        if "prompt_id" in row:
            row["week"] = _place(places, row.pop("prompt_id"))


def _place(places: Mapping[int, tuple[str, int, str]], prompt_id: int | None) -> Data | None:
    if prompt_id is None or prompt_id not in places:
        return None
    code, week, title = places[prompt_id]
    return {"course": code, "week": week, "title": title}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
