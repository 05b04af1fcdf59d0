"""Citations marked in the text of the post on the desk, and paired with the list of references."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from forum.discussion.actions.posts import revise_post
from forum.discussion.actions.writing import Writing
from forum.discussion.models import Revision
from forum.rules.citations import Reference
from forum.web.grading.cited import mark_citations
from tests.support.client import text
from tests.support.marking import Marking
from tests.support.weeks import at, make_prompt, post_initial, scene_of

BECK = Reference("Beck, M. E., & Rabbitt, A.", "2015", "Finding help", "Pediatrics, 135(4), 1-9")
POLARIS = Reference("Polaris Project", "n.d.", "Home", "", "https://polarisproject.org")
LEE_ONE = Reference("Lee, A.", "2011", "One", "Press")
LEE_TWO = Reference("Lee, A.", "2011", "Two", "Press")


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """A week in which nobody has written yet."""
    return Marking(app, session, clock)


def write(desk, overview, *references, author=None, **values):
    """Publish an initial post with this overview and list."""
    return post_initial(
        desk.session,
        author or desk.ana,
        desk.prompt,
        now=at(2, "10:00"),
        parts={"overview": overview, "ally": "Nothing is cited here (in 2011)."},
        references=references,
        **values,
    )


def marks(page) -> list[str]:
    """What is marked in the text, and what stands behind each mark."""
    return [
        f"{text(mark)} > {text(mark.find_next('a', class_='cite'))}"
        for mark in page.select("mark[id]")
    ]


def lists(page) -> str:
    return text(page.select_one("#references"))


def test_a_citation_leads_to_its_reference_and_back(desk):
    write(desk, "As Beck and Rabbitt (2015) say, it helps (Polaris Project, n.d.).", BECK, POLARIS)
    page = desk.see(desk.prof, "grade/ana")
    assert marks(page) == [
        "Beck and Rabbitt (2015) > Reference 1",
        "(Polaris Project, n.d.) > Reference 2",
    ]
    for mark in page.select("mark[id]"):
        entry = page.select_one(mark.find_next("a", class_="cite")["href"])
        assert text(entry).endswith("in the text")
        assert entry.select_one(f"a[href='#{mark['id']}']")
    assert "Cited" in text(page.select_one("[id$=ref-1]"))


def test_what_does_not_pair_is_said_in_words_in_the_text_and_below(desk):
    write(
        desk,
        "As Mead (1935) says and (Beck & Rabbitt, 2019; Beck & Rabit, 2015). So says Lee (2011).",
        BECK,
        LEE_ONE,
        LEE_TWO,
    )
    page = desk.see(desk.prof, "grade/ana")
    assert marks(page) == [
        "Mead (1935) > no reference",
        "Beck & Rabbitt, 2019 > other year in 1",
        "Beck & Rabit, 2015 > names differ from 1",
        "Lee (2011) > fits several",
    ]
    for note in page.select("a.cite"):
        assert note.select_one("svg")
        assert page.select_one(note["href"])
    said = lists(page)
    for sentence in (
        "“Mead (1935)” is cited but has no reference.",
        "“Beck & Rabbitt, 2019” has another year than its reference.",
        "“Beck & Rabit, 2015” has other names than its reference.",
        "“Lee (2011)” fits several references. Reference 2: Lee, A. (2011). One. Press.",
    ):
        assert sentence in said
    assert "Two. Press. Not cited" in said


def test_several_places_of_one_reference_are_told_apart(desk):
    write(desk, "First (Beck & Rabbitt, 2015), then (Beck & Rabbitt, 2015).", BECK)
    page = desk.see(desk.prof, "grade/ana")
    entry = page.select_one("[id$=ref-1]")
    links = [link["href"] for link in entry.select("a[href^='#']")]
    assert links == [f"#{mark['id']}" for mark in page.select("mark[id]")]
    assert len(set(links)) == 2
    assert "in the text, place 2" in text(entry)


def test_emphasis_and_links_of_the_writer_stay_whole(desk):
    write(
        desk,
        "Of *[Polaris Project](https://polarisproject.org) (n.d.)* and <b>(Beck & Rabbitt, 2015)",
        POLARIS,
        BECK,
    )
    post = desk.see(desk.prof, "grade/ana").select_one("#part-overview").find_next("div")
    assert post.select_one("em a[href='https://polarisproject.org']")
    assert post.select("a a") == []
    assert "<b>" in text(post)
    assert text(post.select("mark")[-1]) == "(Beck & Rabbitt, 2015)"


def test_the_marks_are_those_of_the_latest_version(desk):
    ana = write(desk, "It helps (Beck & Rabbitt, 2015).", BECK)
    assert marks(desk.see(desk.prof, "grade/ana")) == ["(Beck & Rabbitt, 2015) > Reference 1"]
    now = at(2, "12:00")
    reader, setup, schedule = scene_of(desk.session, desk.ana, desk.prompt, now)
    site_id = desk.book().posts_by[desk.ana.id][0].versions[0].site_id
    writing = Writing({"overview": "It helps (Mead, 1935)."}, site_id, references=(BECK,))
    revise_post(desk.session, reader, setup, schedule, ana, writing, base=1, now=now)
    desk.session.commit()
    assert marks(desk.see(desk.prof, "grade/ana")) == ["(Mead, 1935) > no reference"]


def test_where_names_are_hidden_no_citation_gives_one_away(desk):
    write(desk, "I agree with Bea Mills (2025) and Lopez (2024).", BECK)
    page = desk.see(desk.prof, "grade/ana?names=hidden")
    shown = f"{lists(page)} {text(page.select_one('#part-overview').find_next('div'))}"
    for name in ("Bea", "Mills", "Lopez"):
        assert name not in shown
    assert shown.count("no reference") == 4


def test_the_reading_list_marks_each_students_own(desk):
    desk.prompt = make_prompt(desk.session, desk.course, 2, terms={"responses": 0})
    desk.session.commit()
    for author in (desk.ana, desk.bea):
        post_initial(
            desk.session,
            author,
            desk.prompt,
            now=at(9, "10:00"),
            parts=dict.fromkeys(("overview", "ally"), "It helps (Beck & Rabbitt, 2015). " * 8),
            references=(BECK,),
        )
    page = desk.see(desk.prof, "w/2/grade/met")
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert len(page.select("mark[id]")) == 32
    assert all(page.select_one(link["href"]) for link in page.select("a.cite"))


def test_where_no_references_are_asked_for_and_none_listed_nothing_is_marked(desk):
    desk.prompt = make_prompt(desk.session, desk.course, 2, terms={"references": 0})
    post_initial(
        desk.session,
        desk.ana,
        desk.prompt,
        now=at(9, "10:00"),
        parts={"overview": "See (Mead, 1935).", "ally": "Yes."},
    )
    page = desk.see(desk.prof, f"w/2/grade/{desk.ana.id}")
    assert page.select("mark") == []
    assert page.select("#references") == []


def test_a_post_on_hold_keeps_its_marks_behind_the_reason(desk):
    ana = write(desk, "It helps (Beck & Rabbitt, 2015).", BECK)
    desk.send(desk.prof, f"grade/ana/posts/{ana.number}/hiding", reason="Look again.")
    page = desk.see(desk.prof, "grade/ana")
    assert page.select_one("details.fold mark[id]")


def test_what_was_found_once_is_kept_for_as_long_as_the_text_is_the_same(desk):
    ana = write(desk, "It helps (Beck & Rabbitt, 2015).", BECK)
    with desk.app.test_request_context():
        first, again = (mark_citations(latest(desk, ana), ana.number) for _ in range(2))
        assert again is first
        # Nobody changes a version; but what is kept never answers for another text.
        row = latest(desk, ana)
        row.html = {**row.html, "overview": "<p>It helps (Beck &amp; Rabbitt, 2015), or not.</p>"}
        assert "or not" in mark_citations(row, ana.number).html["overview"]


def latest(desk, post) -> Revision:
    """The post's one version."""
    return desk.session.scalars(select(Revision).where(Revision.post_id == post.id)).one()
