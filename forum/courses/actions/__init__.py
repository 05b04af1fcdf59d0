"""What admins and instructors do with courses and their people. Each leaves one activity row."""

from forum.courses.actions.courses import CourseInput, create_course
from forum.courses.actions.groups import (
    create_group,
    create_group_set,
    create_section,
    put_in_group,
    rename_section,
    take_out_of_group,
)
from forum.courses.actions.joining import admit, ask_to_join, end_code, join_course, make_code
from forum.courses.actions.people import (
    change_enrollment,
    end_enrollment,
    enrol,
    enrol_person,
    entrust_assistant,
)
from forum.courses.actions.placing import Move, move_people
from forum.courses.actions.refusals import (
    AddressTaken,
    AlreadyEnrolled,
    ChangedMeanwhile,
    CourseRefused,
    NameTaken,
    NotInCourse,
    TakenOut,
    TermGone,
    TermInUse,
    TermTaken,
    UnknownZone,
)
from forum.courses.actions.settings import (
    CourseSettings,
    archive_course,
    change_settings,
    reopen_course,
    settings_of,
)
from forum.courses.actions.terms import (
    TermInput,
    change_term,
    create_term,
    delete_term,
    hold_term,
    term_input_of,
)

__all__ = [
    "AddressTaken",
    "AlreadyEnrolled",
    "ChangedMeanwhile",
    "CourseInput",
    "CourseRefused",
    "CourseSettings",
    "Move",
    "NameTaken",
    "NotInCourse",
    "TakenOut",
    "TermGone",
    "TermInUse",
    "TermInput",
    "TermTaken",
    "UnknownZone",
    "admit",
    "archive_course",
    "ask_to_join",
    "change_enrollment",
    "change_settings",
    "change_term",
    "create_course",
    "create_group",
    "create_group_set",
    "create_section",
    "create_term",
    "delete_term",
    "end_code",
    "end_enrollment",
    "enrol",
    "enrol_person",
    "entrust_assistant",
    "hold_term",
    "join_course",
    "make_code",
    "move_people",
    "put_in_group",
    "rename_section",
    "reopen_course",
    "settings_of",
    "take_out_of_group",
    "term_input_of",
]
