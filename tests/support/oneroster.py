"""Archives of OneRoster as schools' systems write them, in both versions."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

#: The headings of the files in the order of the specification, by version.
HEADINGS = {
    "1.1": {
        "manifest": "propertyName,value",
        "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,"
        "classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
        "users": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,"
        "userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,"
        "grades,password",
        "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,"
        "userSourcedId,role,primary,beginDate,endDate",
    },
    "1.2": {
        "manifest": "propertyName,value",
        "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,"
        "classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
        "users": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,"
        "familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,"
        "userMasterIdentifier,resourceSourcedIds,preferredGivenName,preferredMiddleName,"
        "preferredFamilyName,primaryOrgSourcedId,pronouns",
        "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,"
        "userSourcedId,role,primary,beginDate,endDate",
        "roles": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,"
        "orgSourcedId,userProfileSourcedId",
    },
}
Rows = Sequence[Mapping[str, str]]

ANA = {"sourcedId": "u-ana", "givenName": "Ana", "familyName": "López", "email": "ana@example.org"}
WEI = {"sourcedId": "u-wei", "givenName": "Wei", "familyName": "Chen", "email": "WEI@example.org"}
PROF = {"sourcedId": "u-prof", "givenName": "Pia", "familyName": "Prof", "email": "pia@example.org"}
DAY = {"sourcedId": "c-day", "title": "Practice, day"}
EVENING = {"sourcedId": "c-evening", "title": "Practice, evening"}


def place(user: Mapping[str, str], role: str = "student", **more: str) -> dict[str, str]:
    """A row of enrollments.csv in the day class."""
    return {
        "sourcedId": f"e-{user['sourcedId']}-{role}",
        "classSourcedId": "c-day",
        "userSourcedId": user["sourcedId"],
        "role": role,
        **more,
    }


def archive(
    *,
    version: str = "1.1",
    modes: Mapping[str, str] | None = None,
    others: Mapping[str, bytes] | None = None,
    **tables: Rows,
) -> bytes:
    """A zip of these tables (``users=…``), each bulk unless ``modes`` says otherwise; ``others``
    are members by name, written over those that are made.
    """
    said = dict.fromkeys(tables, "bulk") | dict(modes or {})
    manifest = [
        {"propertyName": "manifest.version", "value": "1.0"},
        {"propertyName": "oneroster.version", "value": version},
        *(
            {"propertyName": f"file.{name}", "value": said.get(name, "absent")}
            for name in dict.fromkeys(
                ("academicSessions", "classes", "enrollments", "users", *tables)
            )
        ),
        {"propertyName": "source.systemName", "value": "A school's system"},
    ]
    members = {
        f"{name}.csv": _table(HEADINGS[version][name], rows)
        for name, rows in {"manifest": manifest, **tables}.items()
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in {**members, **(others or {})}.items():
            file.writestr(name, data)
    return target.getvalue()


def school(version: str = "1.1", **changes: Rows) -> bytes:
    """A class with two students and a teacher, whole."""
    tables: dict[str, Rows] = {
        "classes": [DAY],
        "users": [ANA, WEI, PROF],
        "enrollments": [place(ANA), place(WEI), place(PROF, "teacher")],
        **changes,
    }
    return archive(version=version, **tables)


def delta(**tables: Rows) -> bytes:
    """An archive of changes alone."""
    return archive(modes=dict.fromkeys(tables, "delta"), **tables)


def _table(headings: str, rows: Rows) -> bytes:
    names = headings.split(",")
    lines = [headings, *(",".join(f'"{row.get(name, "")}"' for name in names) for row in rows)]
    return "".join(f"{line}\r\n" for line in lines).encode()
