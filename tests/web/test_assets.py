"""Static files: addresses that change with their content, answers that carry nothing private."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask, session

import config
from forum.web.assets import Assets
from tests.web.bare import make_app

STATIC = config.ROOT / "static"


@pytest.fixture(scope="module")
def app() -> Flask:
    made = make_app()

    @made.before_request
    def start_a_session() -> None:
        session["seen"] = True

    return made


@pytest.fixture
def addresses(app: Flask) -> dict[str, str]:
    """The addresses of one stylesheet, one script and one picture."""
    asset = app.jinja_env.globals["asset"]
    return {name: asset(name) for name in ("app.css", "js/main.js", "icons.svg")}


def folder_with(tmp_path: Path, files: dict[str, str]) -> Path:
    for name, text in {"css/order.txt": "a.css", "css/a.css": "a{}", **files}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "mimetype"),
    [
        ("app.css", "text/css; charset=utf-8"),
        ("js/main.js", "text/javascript; charset=utf-8"),
        ("icons.svg", "image/svg+xml"),
    ],
)
def test_a_file_is_served_for_ever_with_its_type_and_no_cookie(app, addresses, name, mimetype):
    answer = app.test_client().get(addresses[name])
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(mimetype)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert answer.data


def test_a_browser_that_takes_gzip_gets_the_same_bytes_packed(app, addresses):
    plain = app.test_client().get(addresses["app.css"])
    packed = app.test_client().get(addresses["app.css"], headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_a_browser_that_refuses_gzip_gets_none(app, addresses):
    answer = app.test_client().get(addresses["app.css"], headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in answer.headers


def test_a_file_that_is_known_already_is_not_sent_again(app, addresses):
    first = app.test_client().get(addresses["app.css"])
    again = app.test_client().get(
        addresses["app.css"], headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert again.data == b""


def test_head_sends_no_body_and_post_is_refused(app, addresses):
    assert app.test_client().head(addresses["app.css"]).data == b""
    refused = app.test_client().post(addresses["app.css"])
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/app.css",
        "/static/css/tokens.css",
        "/static/../config.py",
        "/static/000000000000/../../config.py",
        "/static/000000000000/nothing.js",
        "/static/js/main.js",
    ],
)
def test_nothing_is_served_under_an_address_we_never_gave(app, path):
    answer = app.test_client().get(path)
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("old", ["/static/app.000000000000.css", "/static/000000000000/js/main.js"])
def test_a_page_from_before_an_update_gets_the_present_file_and_may_not_keep_it(app, old):
    answer = app.test_client().get(old)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_change_in_one_script_changes_the_address_of_all(tmp_path):
    folder = folder_with(tmp_path, {"js/a.js": "1", "js/b.js": "2", "icons.svg": "<svg/>"})
    before = Assets(folder)
    (folder / "js" / "b.js").write_text("3")
    after = Assets(folder)
    assert before.address("js/a.js") != after.address("js/a.js")
    assert before.address("icons.svg") == after.address("icons.svg")


def test_a_misspelt_file_or_icon_is_an_error_where_it_is_used(app):
    with pytest.raises(KeyError):
        app.jinja_env.globals["asset"]("js/nothing.js")
    with pytest.raises(KeyError):
        app.jinja_env.globals["icon"]("nothing")


def test_a_proxy_may_serve_the_forum_under_a_path(app):
    with app.test_request_context(base_url="http://localhost/forum"):
        assert app.jinja_env.globals["asset"]("app.css").startswith("/forum/static/app.")


def test_every_stylesheet_is_in_the_order_and_names_the_layers_first():
    order = (STATIC / "css" / "order.txt").read_text().split()
    there = {path.relative_to(STATIC / "css").as_posix() for path in STATIC.rglob("*.css")}
    assert sorted(order) == sorted(there)
    joined = "\n".join((STATIC / "css" / name).read_text() for name in order)
    without_comments = re.sub(r"/\*.*?\*/", "", joined, flags=re.DOTALL)
    assert without_comments.lstrip().startswith(
        "@layer reset, tokens, base, components, utilities;"
    )


def test_stylesheets_ask_nobody_else_for_anything():
    for path in STATIC.rglob("*.css"):
        assert not re.search(r"url\(|@import|://", path.read_text()), path.name


def test_what_every_page_loads_first_fits_its_bar(app, addresses):
    """PERFORMANCE.md: at most 110 KB on the first load; style and icons take a sixth of it."""
    client = app.test_client()
    sizes = [
        len(client.get(addresses[name], headers={"Accept-Encoding": "gzip"}).data)
        for name in ("app.css", "icons.svg")
    ]
    assert sum(sizes) < 18_000
