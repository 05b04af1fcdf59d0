"""The form of a grade on the desk, as the page gives it and as it is stored."""

from __future__ import annotations

from sqlalchemy import select

from forum.grading.models import Criterion, Grade


def form_of(desk, user, path="grade/ana", level=3, **values) -> dict[str, str]:
    """The grade's form as the page gives it, every level chosen."""
    page = desk.see(user, path)
    form = {
        field["name"]: field.get("value", "") for field in page.select("#grade-form input[name]")
    }
    form = {name: value for name, value in form.items() if not name.startswith("level-")}
    radios = {radio["name"] for radio in page.select("#grade-form input[type=radio]")}
    form |= {name: str(level) for name in radios if level is not None}
    return {**form, "comment": "", **values}


def criterion_id(desk, key) -> int:
    return desk.session.scalars(select(Criterion.id).where(Criterion.key == key)).one()


def stored(desk, student) -> Grade | None:
    desk.session.expire_all()
    return desk.session.scalars(select(Grade).where(Grade.user_id == student.id)).first()
