"""Who sees what of grades: the rows of the same table that grading decides."""

from __future__ import annotations

from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.activity.models import Activity
from forum.discussion.models import Post, Revision
from forum.prompts.models import Extension
from tests.support.classroom import shows, words_of
from tests.support.marking import GRADING_TIME
from tests.support.weeks import at


def test_v13_nothing_of_the_grading_of_somebody_else_is_in_any_page(desk):
    desk.grade(desk.ana, 3, comment="canarycomment")
    desk.hold(desk.bea, 2, comment="canaryheld")
    desk.release()
    for path in ("", "w/1", "w/1/all", "my-grades", "my-work", "people"):
        source = desk.get(desk.bea, path).get_data(as_text=True)
        assert not [word for word in ("canary", "90 of 100", "Proficient.") if word in source], path
    for path in ("grade/ana", "w/1/release", "w/1/participation"):
        refused = desk.get(desk.bea, path)
        assert (refused.status_code, "canary" in refused.text) == (403, False), path


def test_v14_no_suggested_level_before_release_but_the_checklist_and_its_sentences(desk):
    assert "Checks suggest" in desk.get(desk.prof, "grade/ana").text
    page = desk.get(desk.ana, "w/1")
    assert shows(page, "Your progress", "What counts so far", "Responses that count: 2 of 2")
    assert "Checks suggest" not in words_of(page)


def test_v27_a_total_comes_after_every_criterion_was_set_by_a_person(desk):
    desk.hold(desk.ana, None)
    assert "0 so far, 4 criteria left" in words_of(desk.get(desk.prof, "grade/ana"))
    form = BeautifulSoup(desk.get(desk.prof, "grade/ana").text, "html.parser")
    fields = {
        row["name"]: row.get("value", "")
        for row in form.select("#grade-form input[name]:not([type=radio])")
    }
    refused = desk.send(desk.prof, "grade/ana", **fields, comment="")
    assert refused.status_code == 422
    assert "so far" in words_of(refused)


def test_v28_a_score_is_given_on_release_with_who_released_it_and_never_from_a_suggestion(desk):
    assert "of 100" not in words_of(desk.get(desk.ana, "my-grades"))
    desk.grade(desk.ana, 3)
    assert "90 of 100" not in words_of(desk.get(desk.ana, "my-grades"))
    desk.release()
    assert "90 of 100" in words_of(desk.get(desk.ana, "my-grades"))
    released = select(Activity).where(Activity.verb == "grades_released")
    assert desk.session.scalars(released).one().actor_id == desk.prof.id


def test_v29_a_post_that_changes_after_its_grade_keeps_it_and_is_marked(desk, clock):
    desk.grade(desk.ana, 3)
    desk.release()
    clock(at(10, "11:00"))
    desk.session.add(
        Extension(
            prompt_id=desk.prompt.id,
            user_id=desk.ana.id,
            kind="T2",
            due_at=at(20, "23:59"),
            set_at=GRADING_TIME,
            set_by_id=desk.prof.id,
        )
    )
    own = select(Post).where(Post.author_id == desk.ana.id, Post.kind == "initial")
    post = desk.session.scalars(own).one()
    revision = desk.session.scalars(select(Revision).where(Revision.post_id == post.id)).one()
    fields = {f"part-{key}": value + " later" for key, value in revision.parts.items()}
    sent = desk.send(
        desk.ana, f"p/{post.number}/revisions", base="1", site=revision.site_id, **fields
    )
    assert sent.status_code == 303
    page = desk.get(desk.prof, "grade/ana")
    assert "changed since" in words_of(page).lower()
    assert "90 of 100" in words_of(desk.get(desk.ana, "my-grades"))


def test_v33_the_own_data_are_posts_with_versions_answers_findings_and_released_grades(desk):
    desk.grade(desk.bea, 2, comment="Canary of Bea.")
    desk.grade(desk.ana, 3, comment="Well done.")
    own = desk.session.scalars(select(Post).where(Post.author_id == desk.ana.id)).all()
    numbers = {post.number for post in own}
    before = desk.send(desk.ana, "my-work/copies").json
    assert before["weeks"][0]["grade"] is None
    desk.session.rollback()  # let go of what was read before the request wrote
    desk.release()
    copy = desk.send(desk.ana, "my-work/copies")
    assert copy.headers["Cache-Control"] == "no-store"
    (week,) = copy.json["weeks"]
    assert {post["number"] for post in week["posts"]} == numbers
    assert all(post["versions"] for post in week["posts"])
    assert [answer["from"] for answer in week["received"]] == ["Bea Mills"]
    assert {finding["requirement"] for finding in week["findings"]} >= {"parts", "responses"}
    assert (week["grade"]["total"], week["grade"]["out_of"]) == ("90.00", "100.00")
    assert "Canary" not in copy.text
    assert desk.send(desk.prof, "my-work/copies").status_code == 404
