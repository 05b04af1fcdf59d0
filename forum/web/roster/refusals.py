"""Why a roster file is not taken: a sentence for each code of a problem."""

from __future__ import annotations

from flask_babel import gettext as _


def sentence(code: str, value: str) -> str:
    """What is wrong and what to do; raises KeyError for a code that has no sentence."""
    return {**_of_file(), **_of_person(value), **_of_archive(value)}[code]


def _of_file() -> dict[str, str]:
    return {
        "empty": _("The file is empty."),
        "too_large": _("The file is larger than 3 MB."),
        "encoding": _("This is no text in UTF-8. Save the file as “CSV UTF-8”."),
        "utf16": _("The file is in UTF-16. Save it as “CSV UTF-8”."),
        "carriage_return": _(
            "Lines end here as on old Macs (CR alone). Save the file as “CSV UTF-8”."
        ),
        "mark": _("An invisible mark (U+FEFF) stands here. Take it out."),
        "control": _("There are characters here that no text has. Save the file as “CSV UTF-8”."),
        "nobody": _("There is nobody in the file."),
    }


def _of_person(value: str) -> dict[str, str]:
    first, _slash, email = value.partition("/")
    said = {"what": value}
    return {
        "columns_missing": _("These columns are missing: %(names)s.", names=value),
        "column_twice": _("There are two columns “%(name)s”.", name=value),
        "role": _(
            "Role “%(what)s”: a file makes students, never staff. Take the line out, and enrol "
            "staff on the page of people.",
            **said,
        ),
        "repeated": _(
            "%(email)s stands in line %(first)s already (capitals make no difference).",
            email=email,
            first=first,
        ),
        "email_missing": _("There is no e-mail address."),
        "email": _("“%(what)s” is no e-mail address.", **said),
        "email_html": _("“%(what)s” is no bare e-mail address.", **said),
        "email_formula": _("The address “%(what)s” begins like a formula.", **said),
        "email_break": _("There is a line break in the address “%(what)s”.", **said),
        "name_empty": _("There is no name."),
        "name_long": _("The name “%(what)s” is longer than 120 characters.", **said),
        "name_characters": _("The name “%(what)s” has characters that cannot be seen.", **said),
        "name_html": _("The name “%(what)s” holds HTML.", **said),
        "name_formula": _("The name “%(what)s” begins like a formula.", **said),
        "name_break": _("There is a line break in the name “%(what)s”.", **said),
        "section": _("The section “%(what)s” has characters that cannot be seen.", **said),
        "section_long": _("The section “%(what)s” is longer than 80 characters.", **said),
        "section_html": _("The section “%(what)s” holds HTML.", **said),
        "section_formula": _("The section “%(what)s” begins like a formula.", **said),
        "section_break": _("There is a line break in the section “%(what)s”.", **said),
    }


def _of_archive(value: str) -> dict[str, str]:
    first, _slash, user_id = value.partition("/")
    said = {"what": value}
    return {
        "no_zip": _("This zip cannot be opened."),
        "zip_too_large": _("The zip is larger than 3 MB. Export one course at a time."),
        "too_many_members": _("There are more than %(what)s files in the zip.", **said),
        "member_path": _("A file in the zip has a path that leads out of it: “%(what)s”.", **said),
        "member_twice": _("This file stands in the zip twice."),
        "member_locked": _("This file is locked with a password."),
        "member_broken": _("This file of the zip cannot be read."),
        "member_missing": _("%(what)s.csv is promised and not in the zip.", **said),
        "zip_bomb": _("Unpacked it would be far larger than any roster."),
        "no_manifest": _(
            "There is no manifest.csv at the top of the zip, so this is no OneRoster file. Zip the "
            "files themselves, not the folder around them."
        ),
        "no_enrollments": _("The zip says that it has no enrollments.csv."),
        "version": _("OneRoster %(what)s is not read; 1.1 and 1.2 are.", **said),
        "mode": _("“%(what)s” is neither bulk, delta nor absent.", **said),
        "status": _("Status “%(what)s” is neither active nor tobedeleted.", **said),
        "id_missing": _("An id (sourcedId) is missing or too long."),
        "id_twice": _("%(id)s stands in line %(first)s already.", id=user_id, first=first),
        "user_unknown": _(
            "No file says who %(what)s is. Bring the whole roster (bulk) once.", **said
        ),
    }
