"""The sample as a newcomer meets it: its sixth week is under way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.accounts.passwords import find_problem, is_right
from forum.courses.models import Enrollment
from forum.discussion.models import Draft, Post
from forum.grading.models import Grade, ReleasedGrade
from forum.prompts.models import Extension, Prompt
from forum.prompts.queries import get_setup
from forum.sample import PeopleExist, files, load_sample, sample_accounts
from forum.sample.people import SHARED_PHRASE
from tests.sample.support import NOON, local, passing_session, person
from tests.support.databases import Applications


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def loaded(request: pytest.FixtureRequest, applications: Applications) -> Iterator[Session]:
    """The sample as loaded on day 5 at noon."""
    with passing_session(applications.get(request.param)) as session:
        report = load_sample(session, NOON)
        assert report.students == 26
        assert report.posts == session.scalar(select(func.count(Post.id)))
        assert report.to_come > 0
        yield session


def test_people_are_enrolled_and_one_password_opens_every_account(loaded: Session) -> None:
    roles = Counter(loaded.scalars(select(Enrollment.role)))
    assert roles == {"student": 26, "instructor": 1, "assistant": 1, "observer": 1}
    users = loaded.scalars(select(User)).all()
    assert [user.name for user in users if user.is_admin] == ["Ada Quist"]
    assert all(user.email.endswith("@sample.colloquy.example") for user in users)
    assert len({user.password_hash for user in users}) == 1
    assert is_right(users[0].password_hash, SHARED_PHRASE)
    assert not [user for user in users if find_problem(SHARED_PHRASE, [user.name, user.email])]


def test_six_weeks_are_published_and_six_are_to_be_finished(loaded: Session) -> None:
    prompts = loaded.scalars(select(Prompt).order_by(Prompt.week)).all()
    assert [prompt.week for prompt in prompts if prompt.is_published] == [1, 2, 3, 4, 5, 6]
    setups = {prompt.week: get_setup(loaded, prompt) for prompt in prompts}
    assert all(len(setup.parts) >= 3 and setup.response_parts for setup in setups.values())
    unfinished = [week for week, setup in setups.items() if not setup.is_complete]
    assert unfinished == [7, 9, 10, 11, 12]
    assert len(setups[6].sites) == 16


def test_weeks_one_to_five_are_graded_but_for_three_students(loaded: Session) -> None:
    graded = Counter(
        loaded.scalars(
            select(Prompt.week)
            .join(Grade, Grade.prompt_id == Prompt.id)
            .where(Grade.graded_at.is_not(None))
        )
    )
    released = Counter(
        loaded.scalars(
            select(Prompt.week).join(ReleasedGrade, ReleasedGrade.prompt_id == Prompt.id)
        )
    )
    assert graded == released == {week: len(files.feedback(week)) for week in range(1, 6)}
    fifth = select(Post.author_id).join(Prompt).where(Prompt.week == 5, Post.kind == "initial")
    grades = select(ReleasedGrade.user_id).join(Prompt).where(Prompt.week == 5)
    waiting = set(loaded.scalars(fifth)) - set(loaded.scalars(grades))
    assert waiting == {person(loaded, key).id for key in ("lena", "owen", "tess")}
    assert all(loaded.scalars(select(ReleasedGrade.comment_html)))


def test_ximena_has_a_draft_and_an_extension_with_its_reason(loaded: Session) -> None:
    ximena = person(loaded, "xime")
    drafts = loaded.scalars(select(Draft)).all()
    assert {(draft.user_id, draft.field) for draft in drafts} == {
        (ximena.id, "part-overview"),
        (ximena.id, "part-support"),
        (ximena.id, "site"),
    }
    extensions = loaded.scalars(select(Extension)).all()
    assert {row.kind for row in extensions} == {"T1", "T2"}
    assert all(row.user_id == ximena.id and row.reason for row in extensions)
    assert next(row.due_at for row in extensions if row.kind == "T1") == local("2025-10-11T00:00")


def test_yara_writes_to_the_instructor_alone(loaded: Session) -> None:
    private = loaded.scalars(select(Post).where(Post.is_private)).all()
    assert [post.author_id for post in private] == [person(loaded, "yara").id]


def test_posts_are_numbered_in_the_order_of_time(loaded: Session) -> None:
    posts = loaded.scalars(select(Post).order_by(Post.number)).all()
    times = [post.published_at for post in posts]
    assert times == sorted(times)


def test_each_sign_in_is_somebody_of_the_sample(loaded: Session) -> None:
    accounts = sample_accounts(loaded)
    assert len(accounts) == 5
    for who, email, password in accounts:
        user = loaded.scalars(select(User).where(User.email == email)).one()
        assert user.name in who
        assert is_right(user.password_hash, password)


def test_a_database_with_people_is_refused(loaded: Session) -> None:
    with pytest.raises(PeopleExist):
        load_sample(loaded, NOON)
