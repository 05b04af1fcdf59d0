"""Who wrote to whom in a class at one instant, whose post nobody has answered, who could answer.

A *message* is a post by a student under another student's post, in sight; withdrawn and hidden
posts are left out. An *edge* is a pair (writer, addressee) with at least one message; the
addressee is the author of the post answered.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import islice

from forum.rules.case import out_of_sight
from forum.rules.facts import PostFacts, Terms
from forum.rules.room import Room, is_in, is_visible


def unanswered_posts(room: Room) -> list[PostFacts]:
    """The initial posts of present students that classmates can read and none has answered, the
    oldest first.

    Of several posts of one student the first in sight is meant. An answer stands directly under the
    post; one by a student who has left since is an answer, one by staff is not.
    """
    found: dict[int, PostFacts] = {}
    for post in room.posts.values():
        if post.kind == "initial" and not out_of_sight(post, room.now):
            found.setdefault(post.author_id, post)
    return [
        post
        for author_id, post in found.items()
        if _is_present_student(room, author_id)
        and is_visible(post, room.now)
        and not is_answered(room, post)
    ]


def is_answered(room: Room, post: PostFacts) -> bool:
    """Whether another student's answer directly under the post is in sight."""
    return any(
        below.parent_id == post.id
        and below.author_id != post.author_id
        and room.members[below.author_id].role == "student"
        and not out_of_sight(below, room.now)
        for below in room.under.get(post.id, ())
    )


def _is_present_student(room: Room, member_id: int) -> bool:
    member = room.members[member_id]
    is_student = member.role == "student" and room.discussion.is_about(member_id)
    return is_student and is_in(member.active, room.now)


class Exchange:
    """The messages of a class, and what several figures and lists are made of.

    ``initials`` are by student the first initial post in sight, ``open_posts`` those of them that
    colleagues can read; ``received`` says from how many a present student has heard.
    """

    def __init__(self, room: Room) -> None:
        self.room = room
        self.students = [
            member for member in room.members.values() if _is_present_student(room, member.id)
        ]
        self.ids = [student.id for student in self.students]
        self.in_sight = [
            post
            for post in room.posts.values()
            if not out_of_sight(post, room.now) and self._is_about(post)
        ]
        self.initials = self._initials()
        self.open_posts = {
            author: post for author, post in self.initials.items() if is_visible(post, room.now)
        }
        self.messages = [post for post in self.in_sight if self._is_message(post)]
        self.edges = {(post.author_id, self.addressee(post)) for post in self.messages}
        received = Counter(to for _, to in self.edges)
        self.received = {student: received[student] for student in self.ids}
        self.under = {(post.author_id, post.parent_id) for post in self.messages}
        self.wrote_to = Counter(writer for writer, _ in self.edges)
        self.site_of = {
            author: room.site_key(post.versions[-1].site_id, room.now)
            for author, post in self.initials.items()
        }

    @property
    def terms(self) -> Terms:
        """What is asked now."""
        return self.room.terms[-1]

    def addressee(self, post: PostFacts) -> int:
        """Whom a post answers; its own author where it answers nobody."""
        return self.room.posts[post.parent_id].author_id if post.parent_id else post.author_id

    def is_student(self, member_id: int) -> bool:
        """Whether the person is or was a student of the course, and one that this is about."""
        return self.room.members[member_id].role == "student" and self.room.discussion.is_about(
            member_id
        )

    def could_answer(self, student_id: int, author_id: int) -> bool:
        """Whether a student may still write a response to a present colleague that would count: to
        a post they have not answered yet, in the same group, with another site where that is asked.

        Whoever has named no site yet may still name one. That the same site counts where there are
        too few colleagues is left out.
        """
        post = self.open_posts.get(author_id)
        if post is None or student_id == author_id or author_id not in self.received:
            return False
        if (student_id, post.id) in self.under:
            return False
        room = self.room
        if not room.shares_scope(room.members[student_id], room.members[author_id], room.now):
            return False
        if not self.terms.different_site:
            return True
        own, other = self.site_of.get(student_id), self.site_of[author_id]
        return other is not None and own != other

    def next_for(self, student_id: int, most: int) -> list[int]:
        """The colleagues a student could answer, at most so many: fewest answers received first,
        then the one who has waited longest."""
        could = (author for author in self.neediest if self.could_answer(student_id, author))
        return list(islice(could, most))

    @cached_property
    def neediest(self) -> list[int]:
        """The present students whose posts can be read, in the order in which they want answers."""
        posts = [post for author, post in self.open_posts.items() if author in self.received]
        posts.sort(key=lambda post: (self.received[post.author_id], post.published_at, post.id))
        return [post.author_id for post in posts]

    def _is_about(self, post: PostFacts) -> bool:
        """Whether a post is by one of these students, or by staff: to one of them, or to nobody."""
        if self.room.members[post.author_id].role == "student":
            return self.is_student(post.author_id)
        to = self.room.members[self.addressee(post)]
        return to.role != "student" or self.is_student(to.id)

    def _initials(self) -> dict[int, PostFacts]:
        """By student the first initial post in sight, private ones included."""
        found: dict[int, PostFacts] = {}
        for post in self.in_sight:
            if post.kind == "initial" and self.is_student(post.author_id):
                found.setdefault(post.author_id, post)
        return found

    def _is_message(self, post: PostFacts) -> bool:
        if post.parent_id is None or not self.is_student(post.author_id):
            return False
        to = self.addressee(post)
        return to != post.author_id and self.is_student(to)
