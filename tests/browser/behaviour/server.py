"""A forum of one page: real HTTP, the draft contract of static/js/README.md, and faults on demand.

The behaviours are tried here on their own, before and beside the forum's templates and routes.
"""

from __future__ import annotations

import mimetypes
import socket
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, make_response, redirect, render_template, request
from werkzeug.serving import WSGIRequestHandler, make_server

STATIC = Path(__file__).parents[3] / "static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PARTS = ("overview", "support")


@dataclass
class Stored:
    """One field's draft: its text, and which save of which client wrote it."""

    text: str = ""
    version: int = 0
    client: str = ""
    seq: int = 0


@dataclass
class Forum:
    """What the server holds; tests read it, and set its faults."""

    drafts: dict[tuple[str, str], Stored] = field(default_factory=dict)
    snapshots: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    posts: dict[str, dict[str, str]] = field(default_factory=dict)
    sessions: dict[str, tuple[str, str]] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    saves: list[dict[str, Any]] = field(default_factory=list)
    save_fault: str = ""
    publish_fault: str = ""
    flash: str = ""
    url: str = ""

    def draft(self, name: str, user: str = "7") -> str:
        """The text that the server has of a field."""
        return self.drafts.get((user, name), Stored()).text

    def expire(self) -> None:
        """End every session, as two hours without a click do."""
        self.sessions.clear()


def make_app(forum: Forum) -> Flask:
    """The pages and routes around `forum`."""
    app = Flask(__name__, static_folder=None)

    @app.get("/static/<path:name>")
    def static(name: str) -> Response:
        # Read whole: a browser that is closed in mid-load would leave Flask's open file behind.
        return Response((STATIC / name).read_bytes(), mimetype=mimetypes.guess_type(name)[0])

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        response.headers["Cache-Control"] = "no-cache"
        return response

    @app.before_request
    def note() -> None:
        forum.requests.append((request.method, request.path))

    def user() -> str:
        return forum.sessions.get(request.cookies.get("session", ""), ("", ""))[0]

    def token() -> str:
        return forum.sessions.get(request.cookies.get("session", ""), ("", ""))[1]

    def page(errors: dict[str, str] | None = None, typed: dict[str, str] | None = None) -> str:
        drafts = {name: forum.drafts.get((user(), name), Stored()) for name in PARTS}
        return render_template(
            "write.html",
            user=user(),
            csrf=token(),
            parts=PARTS,
            drafts=drafts,
            errors=errors or {},
            typed=typed,
            key=(typed or {}).get("submission_key") or str(uuid.uuid4()),
        )

    @app.get("/sign-in")
    def sign_in() -> Response:
        person = request.args.get("user")
        if not person:
            return make_response("<main><h1>Sign in</h1></main>")
        session, csrf = uuid.uuid4().hex, uuid.uuid4().hex
        forum.sessions[session] = (person, csrf)
        response = make_response(render_template("plain.html", user=person, words="Welcome"))
        response.set_cookie("session", session, httponly=True, samesite="Lax")
        return response

    @app.post("/sign-out")
    def sign_out() -> str:
        forum.sessions.pop(request.cookies.get("session", ""), None)
        return render_template("plain.html", words="Signed out")

    @app.get("/token")
    def give_token() -> Any:
        return {"csrf": token(), "user": user()} if user() else abort(401)

    @app.get("/write")
    def write() -> Any:
        return page() if user() else redirect("/sign-in")

    @app.get("/page/<name>")
    def other(name: str) -> str:
        return render_template(f"{name}.html", user=user(), csrf=token())

    @app.get("/draft")
    def list_drafts() -> Any:
        if not user():
            abort(401)
        mine = [(name, kept) for (who, name), kept in forum.drafts.items() if who == user()]
        return {
            "fields": [
                {"field": name, "text": kept.text, "version": kept.version, "saved_text": "1:59 pm"}
                for name, kept in mine
            ]
        }

    @app.put("/draft")
    def save_draft() -> Any:
        fault = forum.save_fault
        if fault == "slow":
            time.sleep(1)
        if fault == "500":
            abort(500)
        if not user() or fault == "401":
            abort(401)
        if request.headers.get("X-CSRFToken") != token() or request.json["user"] != user():
            return {"message": "The form is older than the session."}, 403
        if fault == "409":
            return {"message": "Closed."}, 409
        if fault == "413":
            return {"message": "That is too long."}, 413
        if fault == "429":
            return {"message": "Too many saves.", "retry_after": 1}, 429
        forum.saves.append(request.json)
        fields = [
            save_field(forum, user(), request.json["client"], one) for one in request.json["fields"]
        ]
        if fault == "killed":
            kill_connection()
        if any(one["status"] == "refused" for one in fields):
            return {"message": "This part is too long.", "field": fields[0]["field"]}, 422
        return {"saved_at": "2025-10-08T18:04:00Z", "saved_text": "2:04 pm", "fields": fields}

    @app.post("/publish")
    def publish() -> Any:
        fault = forum.publish_fault
        form = request.form.to_dict()
        if fault in {"500", "503"}:
            abort(int(fault))
        if not user():
            return redirect("/sign-in")
        if form["csrf_token"] != token():
            return render_template("plain.html", words="This form has expired."), 403
        if fault in {"409", "413", "429"}:
            return render_template("plain.html", words=f"Refused with {fault}."), int(fault)
        if fault == "slow":
            time.sleep(0.5)
        if fault == "422" or not form["overview"].strip():
            return page({"overview": "Write at least one part."}, form), 422
        forum.posts.setdefault(form["submission_key"], form)
        if fault == "killed":
            kill_connection()
        forum.drafts.clear()
        forum.flash = "Thank you."
        return redirect(f"/receipt/{form['submission_key']}", 303)

    @app.get("/receipt/<key>")
    def receipt(key: str) -> str:
        flash, forum.flash = forum.flash, ""
        return render_template(
            "plain.html",
            user=user(),
            words=f"Receipt {key}",
            published="prompt-12/initial",
            arrive_at="colleagues",
            flash=flash,
        )

    @app.post("/check")
    def check() -> str:
        return f"<ul><li>{request.form['references-0-author']} is listed but not cited</li></ul>"

    @app.post("/own-site")
    def own_site() -> str:
        typed, answer = request.form["own_site_address"], request.form.get("site_same", "")
        if answer:
            return f"<p>{answer.split()[0]}: {typed}</p>"
        return (
            f"<fieldset><legend>Is {typed} the same?</legend>"
            f'<label><input type="radio" name="site_same" value="yes 1 {typed}" data-aside> Yes'
            "</label></fieldset>"
        )

    return app


def save_field(forum: Forum, user: str, client: str, sent: dict[str, Any]) -> dict[str, Any]:
    """Store one field by the contract."""
    stored = forum.drafts.setdefault((user, sent["field"]), Stored())
    if len(sent["text"]) > 50_000:
        return {"field": sent["field"], "status": "refused"}
    if sent.get("snapshot"):
        forum.snapshots[sent["field"]].append(sent["snapshot"])
    saved = {"field": sent["field"], "status": "saved"}
    if stored.client == client and sent["seq"] <= stored.seq:
        return saved | {"version": stored.version}
    is_mine = sent["base_version"] == stored.version or stored.client == client
    if not is_mine and sent["text"] != stored.text:
        return saved | {
            "status": "conflict",
            "text": stored.text,
            "version": stored.version,
            "changed_at_text": "2:10 pm",
        }
    if sent.get("resolve") == "theirs":
        forum.snapshots[sent["field"]].append(sent["text"])
        return saved | {"text": stored.text, "version": stored.version}
    if sent.get("resolve") == "mine":
        forum.snapshots[sent["field"]].append(stored.text)
    stored.text, stored.client, stored.seq = sent["text"], client, sent["seq"]
    stored.version += 1
    return saved | {"version": stored.version}


def kill_connection() -> None:
    """Cut the line under the request, after what it did was done."""
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)


class Quiet(WSGIRequestHandler):
    """Keeps the log of requests out of the reports of failed tests."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class Running:
    """The forum on a free port of this machine, until `close`."""

    def __init__(self) -> None:
        self.forum = Forum()
        self.server = make_server("127.0.0.1", 0, make_app(self.forum), True, request_handler=Quiet)
        self.forum.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
