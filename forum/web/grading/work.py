"""A student's work as it lies on the desk: the post, each response beside what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forum.discussion.models import Revision
from forum.discussion.queries.posts import PostView, list_posts_around
from forum.grading.anonymity import names_in_texts, number_students
from forum.markup import SafeHtml, replace_names
from forum.rules.facts import Code, Finding
from forum.web.discussion.fields import Field, fields_for
from forum.web.discussion.scene import Scene
from forum.web.grading.cited import Cited, mark_citations
from forum.web.grading.scene import StudentDesk, student_label


@dataclass(frozen=True)
class Passage:
    """A part of a post with its heading; ``html`` is what was cleaned when it was written."""

    key: str
    heading: str
    html: SafeHtml
    words: int


@dataclass(frozen=True)
class Answer:
    """A response or reply beside the version of the post that it answers.

    ``days_late`` is None where it does not count, ``code`` then says why ("" where nothing says);
    ``is_older`` says that the colleague has edited the post since.
    """

    post: PostView
    passages: tuple[Passage, ...]
    own_site: str
    target: PostView | None
    target_passages: tuple[Passage, ...]
    target_site: str
    is_older: bool
    days_late: int | None
    code: Code | str

    @property
    def counts(self) -> bool:
        """Whether the checks give credit for it."""
        return self.days_late is not None


@dataclass(frozen=True)
class Received:
    """What somebody wrote to the student, so that a thread is read without another page."""

    post: PostView
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Work:
    """Everything a student published under a prompt, and what was written to the student.

    ``cited`` is None where neither references are asked for nor any are listed.
    """

    initial: PostView | None
    passages: tuple[Passage, ...]
    versions: Mapping[int, Sequence[Revision]]
    answers: tuple[Answer, ...]
    talk: tuple[Answer, ...]
    received: tuple[Received, ...]
    cited: Cited | None

    @property
    def posts(self) -> list[PostView]:
        """The student's own posts in the order of time."""
        own = [answer.post for answer in (*self.answers, *self.talk)]
        return sorted([self.initial, *own] if self.initial else own, key=_time)

    def answer_to(self, post_id: int) -> Answer | None:
        """The response or reply with this id."""
        return next((row for row in (*self.answers, *self.talk) if row.post.id == post_id), None)


def load_work(desk: StudentDesk) -> Work:
    """Read the student's work: one statement, whatever the class; without names where the page
    hides them.
    """
    return load_works([desk])[desk.student.id]


def load_works(desks: Sequence[StudentDesk]) -> dict[int, Work]:
    """By student, the work of several of one class: one statement, however many they are."""
    if not desks:
        return {}
    scene = desks[0].scene
    student_ids = [desk.student.id for desk in desks]
    found, revisions = list_posts_around(scene.session, scene.reader, student_ids)
    posts = {row.id: row for row in found}
    works = {desk.student.id: _work_of(desk, posts, revisions) for desk in desks}
    return _without_names(scene, works) if desks[0].hides_names else works


def _work_of(
    desk: StudentDesk, posts: Mapping[int, PostView], revisions: Mapping[int, Sequence[Revision]]
) -> Work:
    own = [post for post in posts.values() if post.author_id == desk.student.id]
    initial = next((post for post in own if post.kind == "initial"), None)
    answers = [_answer(desk, post, posts, revisions) for post in own if post is not initial]
    own_ids = {post.id for post in own}
    setup = desk.scene.setup
    cited = _citations(desk, initial, revisions)
    return Work(
        initial=initial,
        passages=_initial_passages(desk, initial, revisions, cited),
        versions=revisions,
        answers=tuple(row for row in answers if row.post.kind == "response"),
        talk=tuple(row for row in answers if row.post.kind != "response"),
        received=tuple(
            Received(post, _latest(revisions.get(post.id, ()), fields_for(setup, post.kind)))
            for post in posts.values()
            if post.parent_id in own_ids and post.id not in own_ids
        ),
        cited=cited,
    )


def _initial_passages(
    desk: StudentDesk,
    initial: PostView | None,
    revisions: Mapping[int, Sequence[Revision]],
    cited: Cited | None,
) -> tuple[Passage, ...]:
    if initial is None or not revisions.get(initial.id):
        return ()
    passages = passages_of(revisions[initial.id][-1], fields_for(desk.scene.setup, "initial"))
    if cited is None:
        return passages
    return tuple(replace(row, html=cited.html[row.key]) for row in passages)


def passages_of(revision: Revision, fields: Sequence[Field]) -> tuple[Passage, ...]:
    """The parts of a version under their headings, those too that the prompt no longer asks for."""
    headings = {field.key: field.heading for field in fields}
    keys = [*headings, *(key for key in revision.html if key not in headings)]
    return tuple(
        Passage(
            key=key,
            heading=headings.get(key, key),
            html=SafeHtml(revision.html[key]),
            words=revision.words.get(key, 0),
        )
        for key in keys
        if revision.html.get(key)
    )


def _answer(
    desk: StudentDesk,
    post: PostView,
    targets: Mapping[int, PostView],
    revisions: Mapping[int, Sequence[Revision]],
) -> Answer:
    target = targets.get(post.parent_id or 0)
    seen = _version_seen(revisions.get(target.id, ()), post) if target else None
    setup = desk.scene.setup
    days_late, code = _verdict(desk.sheet.findings, post.id)
    return Answer(
        post=post,
        passages=_latest(revisions.get(post.id, ()), fields_for(setup, post.kind)),
        own_site=_own_site(desk, targets, revisions, post),
        target=target,
        target_passages=passages_of(seen, fields_for(setup, target.kind))
        if seen and target
        else (),
        target_site=_site_name(desk, seen),
        is_older=bool(seen and target and seen.number < target.revision_number),
        days_late=days_late,
        code=code,
    )


def _latest(versions: Sequence[Revision], fields: Sequence[Field]) -> tuple[Passage, ...]:
    return passages_of(versions[-1], fields) if versions else ()


def _version_seen(versions: Sequence[Revision], answer: PostView) -> Revision | None:
    """The version of a post that stood there when it was answered."""
    until = [version for version in versions if version.saved_at <= answer.published_at]
    return until[-1] if until else (versions[0] if versions else None)


def _own_site(
    desk: StudentDesk,
    targets: Mapping[int, PostView],
    revisions: Mapping[int, Sequence[Revision]],
    answer: PostView,
) -> str:
    """The student's own site at the time of the answer."""
    own = next(
        (
            post
            for post in targets.values()
            if post.author_id == answer.author_id and post.kind == "initial"
        ),
        None,
    )
    return _site_name(desk, _version_seen(revisions.get(own.id, ()), answer) if own else None)


def _site_name(desk: StudentDesk, revision: Revision | None) -> str:
    if revision is None or revision.site_id is None:
        return ""
    return dict(desk.book.discussion.sites).get(revision.site_id, "")


def _verdict(findings: Sequence[Finding], post_id: int) -> tuple[int | None, Code | str]:
    """Whether a post counts (and how late), else the first test it failed."""
    for name in ("responses", "answer_back"):
        finding = next((row for row in findings if row.requirement == name), None)
        if finding is None:
            continue
        basis = finding.computed or finding
        for unit in basis.counted:
            if unit.post_id == post_id:
                return unit.days_late, ""
        for failed in basis.not_counted:
            if failed.post_id == post_id:
                return None, failed.code
    return None, ""


def _citations(
    desk: StudentDesk, initial: PostView | None, revisions: Mapping[int, Sequence[Revision]]
) -> Cited | None:
    """The references of the latest version paired with its citations, as at publishing."""
    if initial is None or not revisions.get(initial.id):
        return None
    latest = revisions[initial.id][-1]
    if not latest.references and not desk.scene.setup.current_terms.references:
        return None
    return mark_citations(latest, initial.number)


def _without_names(scene: Scene, works: Mapping[int, Work]) -> dict[int, Work]:
    """The works with numbers for names: those of their writers, and those found in the texts."""
    facts = scene.evidence  # with names: they are looked for
    numbers = number_students(facts, scene.prompt.id)
    names = names_in_texts(facts, numbers, student_label)

    def post(row: PostView) -> PostView:
        number = numbers.get(row.author_id)
        return replace(row, author_name=student_label(number)) if number else row

    def passages(rows: tuple[Passage, ...]) -> tuple[Passage, ...]:
        return tuple(replace(row, html=replace_names(row.html, names)) for row in rows)

    def answer(row: Answer) -> Answer:
        return replace(
            row,
            post=post(row.post),
            passages=passages(row.passages),
            target=post(row.target) if row.target else None,
            target_passages=passages(row.target_passages),
        )

    def received(row: Received) -> Received:
        return replace(row, post=post(row.post), passages=passages(row.passages))

    def work(row: Work) -> Work:
        return replace(
            row,
            initial=post(row.initial) if row.initial else None,
            passages=passages(row.passages),
            answers=tuple(map(answer, row.answers)),
            talk=tuple(map(answer, row.talk)),
            received=tuple(map(received, row.received)),
            cited=row.cited.without(names) if row.cited else None,
        )

    return {student_id: work(row) for student_id, row in works.items()}


def _time(post: PostView) -> tuple[object, int]:
    return post.published_at, post.id
