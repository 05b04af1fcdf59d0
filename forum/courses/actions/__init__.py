"""What admins and instructors do with courses and their people. Each leaves one activity row."""

from forum.courses.actions.courses import (
    CourseInput,
    create_course,
    create_term,
)
from forum.courses.actions.groups import (
    create_group,
    create_group_set,
    create_section,
    put_in_group,
    rename_section,
    take_out_of_group,
)
from forum.courses.actions.people import (
    change_enrollment,
    end_enrollment,
    enrol,
    enrol_person,
    entrust_assistant,
)
from forum.courses.actions.refusals import (
    AddressTaken,
    AlreadyEnrolled,
    CourseRefused,
    NameTaken,
    NotInCourse,
    TermTaken,
    UnknownZone,
)

__all__ = [
    "AddressTaken",
    "AlreadyEnrolled",
    "CourseInput",
    "CourseRefused",
    "NameTaken",
    "NotInCourse",
    "TermTaken",
    "UnknownZone",
    "change_enrollment",
    "create_course",
    "create_group",
    "create_group_set",
    "create_section",
    "create_term",
    "end_enrollment",
    "enrol",
    "enrol_person",
    "entrust_assistant",
    "put_in_group",
    "rename_section",
    "take_out_of_group",
]
