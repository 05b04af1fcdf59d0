"""The whole course as one zip, taken through the real client and read back."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.models import Course, Enrollment
from forum.discussion.actions.moderation import hide_post, withdraw_post
from forum.discussion.actions.posts import revise_post
from forum.discussion.actions.writing import Writing
from forum.discussion.models import Post
from forum.extensions import limiter
from tests.support.classroom import shows
from tests.support.factories import make_user
from tests.support.marking import GRADING_TIME
from tests.support.weeks import (
    at,
    find_or_make_site,
    make_prompt,
    post_initial,
    respond,
    scene_of,
    words,
)
from tests.web.export_files import log_of
from tests.web.trial import trial_app

FILES = {"index.html", "style.css", "posts.jsonl", "grades.csv", "roster.csv", "log.jsonl"}


def take(desk, user=None) -> dict[str, str]:
    """The members of the archive by name."""
    answer = desk.send(user or desk.prof, "exports/archive")
    assert answer.status_code == 200, answer.text[:3000]
    assert answer.headers["Cache-Control"] == "no-store"
    with ZipFile(BytesIO(answer.data)) as folder:
        assert folder.testzip() is None
        return {name: folder.read(name).decode("utf-8-sig") for name in folder.namelist()}


def posts_of(files: dict[str, str]) -> dict[int, dict]:
    return {line["number"]: line for line in map(json.loads, files["posts.jsonl"].splitlines())}


def rows_of(files: dict[str, str], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(files[name], newline="")))


def page_of(files: dict[str, str], name: str) -> BeautifulSoup:
    return BeautifulSoup(files[name], "html.parser")


def post_of(desk, user: User) -> Post:
    return desk.session.query(Post).filter_by(author_id=user.id, kind="initial").one()


def test_the_first_page_leads_to_every_week_and_file(desk):
    make_prompt(desk.session, desk.course, 2, title="Roots")
    make_prompt(desk.session, desk.course, 3, published_at=None, title="canary draft")
    files = take(desk)
    assert set(files) == FILES | {"week-01.html", "week-02.html"}
    page = page_of(files, "index.html")
    assert {link["href"] for link in page.select("a")} == set(files) - {"index.html", "style.css"}
    assert "Taken by Ngozi Okafor on 2025-10-15" in page.text
    assert "America/New_York" in page.text
    assert "canary" not in json.dumps(files)


def test_a_week_stands_in_the_order_of_its_threads_with_times_and_their_offset(desk):
    week = page_of(take(desk), "week-01.html")
    assert [head.text for head in week.select("article h3")] == [
        "Ana Lopez",
        "Bea Mills, to Ana Lopez",
        "Bea Mills",
        "Ana Lopez, to Bea Mills",
        "Dee Hall",
        "Ana Lopez, to Dee Hall",
    ]
    first = week.select("article")[0]
    assert "Polaris Project" in first.text
    assert first.time["datetime"] == "2025-10-07T10:00:00-04:00"
    assert first.time.text == "Tue 7 Oct 2025, 10:00 (GMT-04:00)"
    assert [part.text for part in first.select("h4")][:2] == ["The organisation", "Ways in"]
    assert "Choose one organisation" in week.text


def test_the_pages_need_nothing_but_the_sheet_beside_them(desk):
    files = take(desk)
    for name in ("index.html", "week-01.html"):
        page = page_of(files, name)
        assert [link["href"] for link in page.select("link")] == ["style.css"]
        assert page.select("script, img, iframe, form, [style], style") == []
        assert page.html["lang"]
        assert len(page.select("h1")) == len(page.select("main")) == 1
        local = [a["href"] for a in page.select("a") if not a["href"].startswith("http")]
        places = {f"#{tag['id']}" for tag in page.select("[id]")}
        assert all(href in places or href in files for href in local)


def test_every_post_is_a_line_with_all_its_versions_and_what_it_answers(desk):
    own = post_of(desk, desk.ana)
    reader, setup, schedule = scene_of(desk.session, desk.ana, desk.prompt, at(3, "09:00"))
    site = find_or_make_site(desk.session, desk.course, "Polaris Project")
    parts = {part.key: words(20, "newer") for part in setup.parts}
    newer = Writing(parts=parts, site_id=site.id)
    revise_post(desk.session, reader, setup, schedule, own, newer, base=1, now=at(3, "09:00"))
    desk.session.commit()
    posts = posts_of(take(desk))
    assert len(posts) == 6
    line = posts[own.number]
    assert [version["number"] for version in line["versions"]] == [1, 2]
    assert line["versions"][0]["parts"]["overview"].startswith("ant0")
    assert line["versions"][1]["parts"]["overview"].startswith("newer0")
    assert line["author"] == {
        "id": desk.ana.id,
        "name": "Ana Lopez",
        "role": "student",
        "left": False,
    }
    assert posts[post_of(desk, desk.bea).number]["site"]["name"] == "Love146"
    (answer,) = [post for post in posts.values() if post["parent"] == own.number]
    assert (answer["kind"], answer["root"]) == ("response", own.number)
    assert "2 versions" in page_of(take(desk), "week-01.html").select("article")[0].text


def test_hidden_and_withdrawn_posts_are_there_and_say_so(desk):
    teacher = scene_of(desk.session, desk.prof, desk.prompt, GRADING_TIME)[0]
    bea = scene_of(desk.session, desk.bea, desk.prompt, GRADING_TIME)[0]
    ana, other = post_of(desk, desk.ana), post_of(desk, desk.bea)
    hide_post(desk.session, teacher, ana, reason="Names a client", now=GRADING_TIME)
    withdraw_post(desk.session, bea, other, now=GRADING_TIME)
    desk.session.commit()
    files = take(desk)
    posts = posts_of(files)
    assert (posts[ana.number]["hidden"], posts[ana.number]["hidden_because"]) == (
        True,
        "Names a client",
    )
    assert posts[other.number]["withdrawn"]
    assert "Names a client" in page_of(files, "week-01.html").select_one(f"#p{ana.number}").text
    assert "Withdrawn" in page_of(files, "week-01.html").select_one(f"#p{other.number}").text


def test_private_posts_are_for_instructors_and_versions_for_those_who_read_them(desk):
    desk.prompt.private_allowed = True
    desk.session.commit()
    post_initial(
        desk.session, desk.cy, desk.prompt, now=at(3, "10:00"), stem="canary", is_private=True
    )
    desk.session.commit()
    admin = make_user(desk.session, "Ada", is_admin=True)
    trusted = desk.person("Uma Reyes", "assistant", may_manage=True)
    assert "canary0" in json.dumps(take(desk))
    for user in (admin, trusted):
        files = take(desk, user)
        assert "canary0" not in json.dumps(files)
        assert "Private posts" in files["index.html"]
    theirs = posts_of(take(desk, admin))[post_of(desk, desk.ana).number]
    assert [("parts" in version) for version in theirs["versions"]] == [False]
    assert "ant0" in theirs["versions"][0]["html"]["overview"]


def test_of_grades_only_released_ones_are_in_it_and_no_cell_is_a_formula(desk):
    desk.ana.name = "=HYPERLINK(1)"
    desk.session.commit()
    desk.grade(desk.ana, 3, comment="Well argued.")
    desk.release()
    desk.grade(desk.bea, 1, comment="canary")
    files = take(desk)
    (row,) = rows_of(files, "grades.csv")
    assert (row["Student"], row["Week"], row["Total"]) == ("'=HYPERLINK(1)", "1", "90")
    assert row["Comment"] == "Well argued."
    assert "canary" not in json.dumps(files)
    assert "=HYPERLINK(1)" in page_of(files, "week-01.html").text


def test_the_roster_has_everybody_who_was_ever_there_with_grades_of_those_who_left(desk):
    desk.grade(desk.ana, 3)
    desk.release()
    desk.session.execute(
        update(Enrollment).where(Enrollment.user_id == desk.ana.id).values(ended_at=GRADING_TIME)
    )
    desk.session.commit()
    files = take(desk)
    rows = {row["Name"]: row for row in rows_of(files, "roster.csv")}
    assert set(rows) == {
        "Ana Lopez",
        "Bea Mills",
        "Cy Ng",
        "Dee Hall",
        "Ngozi Okafor",
        "Tomas Lind",
    }
    assert rows["Ana Lopez"]["Until"] == "2025-10-15T10:00:00-04:00"
    assert rows["Ngozi Okafor"]["Role"] == "Instructor"
    assert rows_of(files, "grades.csv")[0]["Student"] == "Ana Lopez"
    assert "Ana Lopez (left the course)" in page_of(files, "week-01.html").text


def test_the_log_is_a_line_a_row_without_names(desk):
    files = take(desk)
    lines = [json.loads(line) for line in files["log.jsonl"].splitlines()]
    rows = desk.session.query(Activity).filter_by(course_id=desk.course.id).order_by(Activity.id)
    made = [row.id for row in rows if row.verb != "archive_exported"]
    assert [line["id"] for line in lines] == made
    assert "Ana" not in files["log.jsonl"]


def test_a_hostile_name_and_title_are_text_and_never_a_path(desk):
    desk.ana.name = "../../<script>alert(1)</script>"
    desk.prompt.title = "../up</title><script>alert(2)</script>"
    desk.session.commit()
    files = take(desk)
    assert set(files) == FILES | {"week-01.html"}
    for name in ("index.html", "week-01.html"):
        assert page_of(files, name).select("script") == []
        assert "alert" in files[name]


def test_taking_it_is_logged_also_from_the_archive(desk):
    desk.session.get_one(Course, desk.course.id).archived_at = GRADING_TIME + timedelta(days=1)
    desk.session.commit()
    assert posts_of(take(desk))
    assert log_of(desk) == [("archive_exported", {"form": "ZIP", "students": 4})]
    assert shows(desk.get(desk.prof, "log"), "exported the whole course", "ZIP, 4 students")


@pytest.mark.parametrize("who", ["tomas", "ana"])
def test_those_who_are_not_entrusted_with_it_get_nothing(desk, who):
    assert desk.send(getattr(desk, who), "exports/archive").status_code == 403
    assert log_of(desk) == []


def test_six_an_hour(desk):
    with trial_app(desk.app, RATELIMIT_ENABLED=True) as trial:
        limiter.reset()
        browser = desk.browser(desk.prof)
        browser.application = trial
        codes = [browser.post(desk.path("exports/archive")).status_code for _ in range(7)]
    assert codes == [200] * 6 + [429]


def test_an_answer_to_a_post_out_of_sight_stands_by_itself(desk):
    own = post_of(desk, desk.ana)
    own_answer = respond(desk.session, desk.tomas, own, now=at(5, "13:00"))
    desk.session.execute(update(Post).where(Post.id == own.id).values(is_private=True))
    desk.session.execute(
        update(Enrollment).where(Enrollment.user_id == desk.tomas.id).values(may_manage=True)
    )
    desk.session.commit()
    posts = posts_of(take(desk, desk.tomas))
    assert own.number not in posts
    assert (posts[own_answer.number]["parent"], posts[own_answer.number]["root"]) == (None, None)
