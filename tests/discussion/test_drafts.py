"""Two texts are never lost: what a save does to the draft that is there."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.discussion.actions.drafts import (
    SNAPSHOTS_KEPT,
    FieldSave,
    FieldTooLong,
    discard_drafts,
    restore_snapshot,
    save_fields,
    save_form,
)
from forum.discussion.queries.drafts import list_drafts, list_snapshots, list_traces
from forum.prompts.models import Prompt
from tests.support.factories import make_course, make_user
from tests.support.weeks import at, make_prompt

NOW = at(2, "10:00")


@pytest.fixture
def desk(session: Session) -> tuple[User, Prompt]:
    """A person in front of a prompt."""
    user = make_user(session, "Ana")
    return user, make_prompt(session, make_course(session))


def save(session, desk, text, *, client="laptop", base=0, seq=1, **more):
    """Save one field as a browser does and return what the server answers."""
    user, prompt = desk
    change = FieldSave("part-overview", text, base, seq, **more)
    (result,) = save_fields(
        session, user.id, prompt.id, "initial", [change], client=client, now=NOW
    )
    session.commit()
    return result


def text_of(session, desk) -> str:
    user, prompt = desk
    return list_drafts(session, user.id, prompt.id)["initial"]["part-overview"].text


def snapshots_of(session, desk) -> list[str]:
    user, prompt = desk
    rows = list_snapshots(session, user.id, prompt.id, "initial", "part-overview")
    return [row.text for row in rows]


def test_the_first_save_is_version_one(session, desk):
    assert save(session, desk, "One").version == 1
    assert text_of(session, desk) == "One"


def test_the_same_browser_goes_on_from_its_own_save_without_a_conflict(session, desk):
    save(session, desk, "One")
    result = save(session, desk, "One two", base=0, seq=2)
    assert not result.is_conflict
    assert result.version == 2
    assert text_of(session, desk) == "One two"


def test_an_older_copy_that_arrives_late_is_not_stored(session, desk):
    save(session, desk, "One two", seq=5)
    result = save(session, desk, "One", seq=4)
    assert (result.is_conflict, result.text) == (False, "One two")
    assert text_of(session, desk) == "One two"


def test_another_device_that_did_not_know_of_a_save_is_told_and_changes_nothing(session, desk):
    save(session, desk, "From the laptop")
    result = save(session, desk, "From the phone", client="phone", base=0)
    assert (result.is_conflict, result.text, result.version) == (True, "From the laptop", 1)
    assert text_of(session, desk) == "From the laptop"


def test_equal_texts_are_never_a_conflict(session, desk):
    save(session, desk, "Same")
    assert not save(session, desk, "Same", client="phone", base=0).is_conflict


@pytest.mark.parametrize(
    ("choice", "kept", "snapshot"),
    [
        ("mine", "From the phone", "From the laptop"),
        ("theirs", "From the laptop", "From the phone"),
    ],
    ids=["mine", "theirs"],
)
def test_the_text_that_loses_a_conflict_becomes_an_earlier_version(
    session, desk, choice, kept, snapshot
):
    save(session, desk, "From the laptop")
    result = save(session, desk, "From the phone", client="phone", base=1, resolve=choice)
    assert (result.is_conflict, result.text) == (False, kept)
    assert text_of(session, desk) == kept
    assert snapshots_of(session, desk) == [snapshot]


def test_a_conflict_that_has_moved_on_is_a_conflict_again(session, desk):
    save(session, desk, "One")
    save(session, desk, "Two", seq=2)
    result = save(session, desk, "Phone", client="phone", base=1, resolve="mine")
    assert result.is_conflict
    assert text_of(session, desk) == "Two"


def test_the_last_twenty_earlier_versions_are_kept(session, desk):
    for number in range(SNAPSHOTS_KEPT + 3):
        save(session, desk, f"Text {number}", seq=number + 1, snapshot=f"Before {number}")
    texts = snapshots_of(session, desk)
    assert len(texts) == SNAPSHOTS_KEPT
    assert texts[0] == f"Before {SNAPSHOTS_KEPT + 2}"


def test_an_earlier_version_put_back_keeps_what_stood_there(session, desk):
    save(session, desk, "Long text")
    save(session, desk, "", seq=2, snapshot="Long text")
    user, prompt = desk
    (row,) = list_snapshots(session, user.id, prompt.id, "initial", "part-overview")
    save(session, desk, "Short", seq=3)
    field = (user.id, prompt.id, "initial", "part-overview")
    assert restore_snapshot(session, *field, row.id, now=NOW)
    session.commit()
    assert text_of(session, desk) == "Long text"
    assert "Short" in snapshots_of(session, desk)


def test_somebody_elses_earlier_version_cannot_be_put_back(session, desk):
    save(session, desk, "Mine")
    save(session, desk, "Mine too", seq=2, snapshot="Secret")
    user, prompt = desk
    (row,) = list_snapshots(session, user.id, prompt.id, "initial", "part-overview")
    other = make_user(session, "Bea")
    field = (other.id, prompt.id, "initial", "part-overview")
    assert not restore_snapshot(session, *field, row.id, now=NOW)


def test_a_page_without_script_keeps_what_another_page_wrote_since(session, desk):
    user, prompt = desk
    save(session, desk, "Written on the phone")
    fields = {"part-overview": "Written on the page"}
    save_form(session, user.id, prompt.id, "initial", fields, seen={}, now=NOW)
    session.commit()
    assert text_of(session, desk) == "Written on the page"
    assert snapshots_of(session, desk) == ["Written on the phone"]


def test_a_page_that_has_seen_the_version_just_goes_on(session, desk):
    user, prompt = desk
    save(session, desk, "One")
    fields = {"part-overview": "One and two"}
    save_form(session, user.id, prompt.id, "initial", fields, seen={"part-overview": 1}, now=NOW)
    session.commit()
    assert snapshots_of(session, desk) == []


def test_a_field_beyond_sixty_thousand_characters_is_refused_and_nothing_is_written(session, desk):
    with pytest.raises(FieldTooLong):
        save(session, desk, "x" * 60_001)
    session.rollback()
    user, prompt = desk
    assert list_drafts(session, user.id, prompt.id) == {}


def test_control_characters_that_no_database_keeps_are_left_out(session, desk):
    save(session, desk, "nul\x00 and \ud800 surrogate")
    assert "\x00" not in text_of(session, desk)


def test_discarding_a_draft_takes_its_earlier_versions_with_it(session, desk):
    user, prompt = desk
    save(session, desk, "One")
    save(session, desk, "Two", seq=2, snapshot="Earlier")
    discard_drafts(session, user.id, prompt.id, "initial")
    session.commit()
    assert list_drafts(session, user.id, prompt.id) == {}
    assert snapshots_of(session, desk) == []


def test_staff_learn_that_a_draft_exists_and_never_its_text(session, desk):
    user, prompt = desk
    save(session, desk, "Canary")
    trace = list_traces(session, prompt.id)[user.id]
    assert trace.begun_at == NOW
    assert "Canary" not in repr(trace)
