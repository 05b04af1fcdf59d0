"""A person's own data as a zip: everything the product keeps about whoever asks, and only that."""

from __future__ import annotations

import json

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forum.activity.actions import record
from forum.database import transaction, utc_now
from forum.web.access import signed_in_user
from forum.web.limits import limit_exports
from forum.web.own_data_parts import gather_own_data
from forum.web.zip_files import ZipOnDisk, render_member, send_zip

blueprint = Blueprint("own_data", __name__)


@blueprint.get("/account/data")
def show() -> ResponseReturnValue:
    """What can be taken along, and the button for it."""
    return render_template("own_data/show.html")


@blueprint.post("/account/data/copies")
@limit_exports
def take() -> ResponseReturnValue:
    """One zip: a page to read, and the same as JSON. That it was taken is logged."""
    user, now = signed_in_user(), utc_now()
    data = gather_own_data(user, now)
    with ZipOnDisk(now) as folder:
        folder.add("index.html", render_member("own_data/file.html", data=data))
        folder.add("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        folder.add("style.css", render_member("exports/archive/style.css"))
        body = folder.finish()
    with transaction() as session:
        record(session, "own_data_exported", now=now, actor_id=user.id)
    return send_zip(body, f"my-data-{now.date().isoformat()}.zip")
