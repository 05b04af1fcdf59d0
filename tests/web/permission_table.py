"""Who gets what answer from which route: one line a route (TRUST.md, "Who may do what").

Add a route: name its class; two classes where reading and writing differ. A new class is one line
too: what each actor gets, ``OK`` where the request is taken (also where the form is refused for
what is in it), ``MISSING`` 404, ``DENIED`` 403, ``OUT`` sign in first. The classes name only those
who get something else than an outsider.

The actors: A0 anonymous, S0 student who has not posted, S1 who has, OWN author of the post in the
address, SX student and TX instructor of another course, T instructor, AS assistant with nothing
entrusted, AB assistant of another section than theirs, OB observer, ADM site admin, GONE dropped
student, OFF disabled account.
"""

from __future__ import annotations

OK, MISSING, DENIED, OUT = "ok", "404", "403", "sign in"
ACTORS = ("A0", "S0", "S1", "OWN", "SX", "TX", "T", "AS", "AB", "OB", "ADM", "GONE", "OFF")
STRANGERS = ("A0", "OFF")

_PUBLIC = dict.fromkeys(ACTORS, OK)
_NOBODY = dict.fromkeys(ACTORS, MISSING)
_SIGNED_IN = {actor: OUT if actor in STRANGERS else OK for actor in ACTORS}
_OUTSIDE = {actor: OUT if actor in STRANGERS else MISSING for actor in ACTORS}


def _only(**answers: str) -> dict[str, str]:
    """Nobody but these; others learn not even that it exists."""
    return {**_OUTSIDE, **answers}


def _members(**answers: str) -> dict[str, str]:
    """Everybody in the course, with exceptions."""
    inside = dict.fromkeys(("S0", "S1", "OWN", "T", "AS", "AB", "OB", "ADM"), OK)
    return {**_OUTSIDE, **inside, **answers}


_STUDENTS_DENIED = {"S0": DENIED, "S1": DENIED, "OWN": DENIED}

CLASSES: dict[str, dict[str, str]] = {
    "public": _PUBLIC,
    "one_use_link": _NOBODY,  # the link in the address is nobody's
    "secret_address": _NOBODY,  # nor does this one open anything, whoever is signed in
    "token": {**_SIGNED_IN, "A0": OUT, "OFF": OUT},
    "signed_in": _SIGNED_IN,
    "joiners": {**_SIGNED_IN, "GONE": DENIED},
    "own_session": _only(OWN=OK),
    "own_notification": _only(OWN=OK),
    "course": _members(),
    "own_work": _only(S0=OK, S1=OK, OWN=OK),
    "writers": _members(OB=DENIED, ADM=DENIED),
    "gated_post": _members(S0=MISSING, AB=MISSING),
    "answer": _members(S0=MISSING, AB=MISSING, OB=DENIED, ADM=DENIED),
    "own_post": _members(
        S0=MISSING, S1=DENIED, T=DENIED, AS=DENIED, AB=MISSING, OB=DENIED, ADM=DENIED
    ),
    "versions": _only(OWN=OK, T=OK, AS=OK),
    "hide_post": _members(S0=MISSING, S1=DENIED, OWN=DENIED, AB=MISSING, OB=DENIED),
    "graders": _members(**_STUDENTS_DENIED, OB=DENIED, ADM=DENIED),
    "grader_of_one": _members(**_STUDENTS_DENIED, AB=MISSING, OB=DENIED, ADM=DENIED),
    "instructor_of_one": _members(**_STUDENTS_DENIED, OB=DENIED, ADM=DENIED, AS=DENIED, AB=MISSING),
    "instructor": _members(**_STUDENTS_DENIED, OB=DENIED, ADM=DENIED, AS=DENIED, AB=DENIED),
    "managers": _members(**_STUDENTS_DENIED, OB=DENIED, AS=DENIED, AB=DENIED),
    "course_admin": _members(**_STUDENTS_DENIED, OB=DENIED, T=DENIED, AS=DENIED, AB=DENIED),
    "staff": _members(**_STUDENTS_DENIED, OB=DENIED),
    "students": _members(T=DENIED, AS=DENIED, AB=DENIED, OB=DENIED, ADM=DENIED),
    "admin": _only(ADM=OK),
}

ROUTES: dict[str, str | tuple[str, str]] = {
    # One's own account
    "accounts.sign_in": "public",
    "accounts.sign_out": "public",
    "accounts.token": "token",
    "accounts.profile": "signed_in",
    "accounts.sessions": "signed_in",
    "accounts.end_session": "own_session",
    "accounts.end_all_sessions": "signed_in",
    "accounts.password": "signed_in",
    "accounts.confirm": "signed_in",
    "calendar.mine": "signed_in",
    "calendar.make": "signed_in",
    "calendar.end": "signed_in",
    "calendar.feed": "secret_address",
    "own_data.show": "signed_in",
    "own_data.take": "signed_in",
    "links.request_reset": "public",
    "links.reset": "one_use_link",
    "links.invitation": "one_use_link",
    # What one is told
    "notifications.index": "signed_in",
    "notifications.go": "own_notification",
    "notifications.open": "own_notification",
    "notifications.see_all": "signed_in",
    "notifications.choices": "signed_in",
    "notifications.stop": "one_use_link",
    "notifications.resume": "one_use_link",
    # Home, help, courses
    "home.index": "signed_in",
    "help.checks": "public",
    "help.counting": "public",
    "courses.show": "course",
    "courses.changes": "course",
    "work.mine": "own_work",
    "work.download": "own_work",
    # The week's discussion
    "discussion.current": "signed_in",  # leads on to the course, which decides
    "discussion.show": "course",
    "discussion.read_all": "course",
    "discussion.next_unread": "course",
    "discussion.report_reading": "course",
    "discussion.read_drafts": "course",
    "discussion.save_drafts": "course",
    "discussion.save_writing": "course",
    "discussion.snapshots": "course",
    "discussion.restore_draft": "course",
    "discussion.check_own_site": "course",
    "discussion.check_references": "course",
    "discussion.review": "course",
    "discussion.publish": "writers",
    "discussion.post": "gated_post",
    "discussion.versions": "versions",
    "discussion.respond": "answer",
    "discussion.answer": "answer",
    "discussion.edit": "own_post",
    "discussion.revise": "own_post",
    "discussion.withdraw": "own_post",
    "discussion.restore": "own_post",
    "discussion.hide": "hide_post",
    # Grading
    "grading.first": "graders",
    "grading.desk": "grader_of_one",
    "grading.grade": "grader_of_one",
    "grading.mark": "grader_of_one",
    "grading.unmark": "grader_of_one",
    "grading.reading": "graders",
    "grading.row": "grader_of_one",
    "grading.reminder": "grader_of_one",
    "grading.excuse": "instructor_of_one",
    "grading.withdraw_excused": "instructor_of_one",
    "grading.lease": "grader_of_one",
    "grading.go_on": "graders",
    "grading.override": "grader_of_one",
    "grading.answers": "grader_of_one",
    "grading.lateness": "grader_of_one",
    "grading.keeping": "grader_of_one",
    "grading.hiding": "grader_of_one",
    "grading.settings": "instructor_of_one",
    "grading.extensions": "instructor_of_one",
    "grading.preview": "graders",
    "grading.offers": "grader_of_one",
    "grading.comments": "graders",
    "grading.keep_selection": "graders",
    "grading.edit_kept": "graders",
    "grading.share_kept": "graders",
    "grading.unshare_kept": "graders",
    "grading.delete_kept": "graders",
    "grading.release": "instructor",
    "grading.plan": "instructor",
    "grading.change": "instructor",
    "grading.cancellation": "instructor",
    "grades.mine": "own_work",
    "exports.index": "managers",
    "exports.archive": "managers",
    "exports.gradebook": "managers",
    "exports.evidence": "managers",
    "exports.canvas": "managers",
    "exports.canvas_filled": "managers",
    "exports.moodle": "managers",
    "gradebook.show": "graders",
    "gradebook.weights": "managers",
    # The class, its people and sites
    "participation.matrix": "staff",
    "participation.figures": "staff",
    "participation.figure": "staff",
    "participation.waiting": "staff",
    "participation.attention": "staff",
    "integrity.overlap": "graders",
    "integrity.student": "grader_of_one",
    "participation.ask": "students",
    "participation.ask_check": "students",
    "extension_requests.ask": "students",
    "extension_requests.withdraw": "students",
    "selection.choose": "instructor",
    "selection.preview": "instructor",
    "selection.apply": "instructor",
    "selection.withdraw": "instructor",
    "people.index": "course",
    "people.enrol_person": "managers",
    "people.add_section": "managers",
    "people.member": "managers",
    "people.end": "managers",
    "people.trust": "managers",
    "roster.index": "managers",
    "roster.upload": "managers",
    "roster.show": "managers",
    "roster.choose": "managers",
    "roster.apply": "managers",
    "roster.cancel": "managers",
    "groups.index": "managers",
    "groups.propose": "managers",
    "groups.add_set": "managers",
    "groups.add_group": "managers",
    "groups.save_places": "managers",
    "groups.name_section": "managers",
    "course_settings.edit": "managers",
    "course_settings.archive": "course_admin",
    "course_settings.reopen": "course_admin",
    "copies.new": "course_admin",
    "copies.show": "course_admin",
    "copies.remove": "course_admin",
    "sites.index": "managers",
    "sites.approval": "managers",
    "sites.rename": "managers",
    "sites.settle": "managers",
    "sites.alias": "managers",
    "sites.unalias": "managers",
    "site_files.download": "managers",
    "site_merges.merge": "managers",
    "site_merges.split": "managers",
    "site_files.upload": "managers",
    "codes.end": "managers",
    "codes.index": "managers",
    "codes.make": "managers",
    "joining.enter": "public",
    "joining.newcomer": "public",
    "joining.show": ("public", "joiners"),
    "activity.index": "staff",
    "activity.take_file": "managers",
    # The site's administration
    "admin.index": "admin",
    "admin.new_course": "admin",
    "admin.people": "admin",
    "admin.disable": "admin",
    "admin.enable": "admin",
    "admin.appoint": "admin",
    "admin.dismiss": "admin",
    "admin.person": "admin",
    "admin.send_link": "admin",
    "admin.sign_out": "admin",
    "sign_in_methods.edit": "admin",
    "terms.index": "admin",
    "terms.add": "admin",
    "terms.edit": "admin",
    "terms.delete": "admin",
    "deliveries.index": "admin",
    "deliveries.retry": "admin",
    "deliveries.retry_all": "admin",
    "erasure.show": "admin",
    "erasure.retention": "admin",
    "erasure.erase": "admin",
    "site_log.index": "admin",
    "site_log.take_file": "admin",
    # Setting a week up
    "readings.index": "managers",
    "readings.upload": "managers",
    "readings.download": "managers",
    "readings.edit": "managers",
    "readings.remove": "managers",
    "setup.schedule": "managers",
    "setup.save_times": "managers",
    "setup.take_back": "managers",
    "setup.tell": "managers",
    "setup.pattern": "managers",
    "setup.download": "managers",
    "setup.upload": "managers",
    "setup.new": "managers",
    "setup.templates": "managers",
    "setup.keep_template": "managers",
    "setup.template": "managers",
    "setup.share_kept": "managers",
    "setup.unshare_kept": "managers",
    "setup.delete_kept": "managers",
    "setup.edit": "managers",
    "setup.read_draft": "managers",
    "setup.keep_draft": "managers",
    "setup.discard_draft": "managers",
    "setup.history": "managers",
    "setup.version": "managers",
    "setup.preview": "managers",
    "setup.preview_typed": "managers",
    "setup.preview_post": "managers",
    "setup.preview_response": "managers",
    "setup.publication": "managers",
    "setup.withdrawal": "managers",
    "setup.extensions": "instructor",
    "setup.end": "instructor",
    "setup.decline": "instructor",
}


def expected(endpoint: str, method: str, actor: str) -> str:
    """What the actor gets from the route, by the table."""
    entry = ROUTES[endpoint]
    reads = method in ("GET", "HEAD")
    name = entry if isinstance(entry, str) else entry[0 if reads else 1]
    return CLASSES[name][actor]
