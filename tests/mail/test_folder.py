"""Mails as files: one a message, whole or not at all, for their owner alone."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from forum.mail import FolderTransport, MailDelayed, build_message
from tests.mail.conftest import LETTER, NOW, SENDER

ROOT = Path(__file__).resolve().parents[2]


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_mail_becomes_a_file_that_its_owner_alone_reads(folder, letter):
    transport = FolderTransport(folder)
    assert not folder.exists()
    transport.send(letter(to_name="Zoë"))
    (file,) = folder.iterdir()
    assert file.name.startswith("20261125T211204Z-news-12@forum-example-edu-")
    assert file.suffix == ".eml"
    assert (mode_of(folder), mode_of(file)) == (0o700, 0o600)
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["To"].addresses[0].display_name == "Zoë"
    assert transport.describes == str(folder)


def test_the_same_mail_again_stays_one_file_and_the_last_text_counts(folder):
    transport = FolderTransport(folder)
    transport.send(build_message(LETTER, SENDER, date=NOW))
    later = build_message(replace(LETTER, text="mended\n"), SENDER, date=NOW + timedelta(hours=1))
    transport.send(later)
    FolderTransport(folder).send(later)
    (file,) = folder.iterdir()
    assert b"mended" in file.read_bytes()


def test_ids_that_look_alike_are_two_files_and_sort_by_date(folder):
    transport = FolderTransport(folder)
    for minutes, message_id in enumerate(["b/x@forum.test", "b+x@forum.test", "a@forum.test"]):
        date = NOW + timedelta(minutes=minutes)
        transport.send(build_message(replace(LETTER, message_id=message_id), SENDER, date=date))
    found = [
        message_from_bytes(file.read_bytes())["Message-ID"] for file in sorted(folder.iterdir())
    ]
    assert found == ["<b/x@forum.test>", "<b+x@forum.test>", "<a@forum.test>"]


def test_an_id_that_looks_like_a_path_stays_in_the_folder(folder, letter):
    FolderTransport(folder).send(letter(message_id="../../../etc/x" + "y" * 90 + "@forum.test"))
    (file,) = folder.iterdir()
    assert set(file.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789TZ@_-.")
    assert len(file.name) < 140


def test_an_address_beyond_ascii_is_written_as_it_is(folder, letter):
    FolderTransport(folder).send(letter(to_address="grüße@example.org"))
    (file,) = folder.iterdir()
    assert "<grüße@example.org>" in file.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_is_a_delay(tmp_path, letter):
    (tmp_path / "file").write_text("")
    with pytest.raises(MailDelayed) as delayed:
        FolderTransport(tmp_path / "file" / "mail").send(letter())
    assert delayed.value.reason_for_admins.endswith("mail: Not a directory")


def test_a_full_disk_is_a_delay_and_leaves_nothing(folder, letter):
    # The process may write 100 bytes a file: a write that fails halfway, as on a full disk.
    script = f"""
import resource, signal, sys
from pathlib import Path
from forum.mail import FolderTransport, MailDelayed, build_message
from tests.mail.conftest import LETTER, NOW, SENDER
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    FolderTransport(Path({str(folder)!r})).send(build_message(LETTER, SENDER, date=NOW))
except MailDelayed as delayed:
    sys.exit(0 if "File too large" in delayed.reason_for_admins else 3)
sys.exit(4)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=60)
    assert done.returncode == 0
    assert list(folder.iterdir()) == []


def test_a_process_that_is_killed_leaves_whole_mails_alone(folder):
    script = f"""
from dataclasses import replace
from itertools import count
from pathlib import Path
from forum.mail import FolderTransport, build_message
from tests.mail.conftest import LETTER, NOW, SENDER
transport = FolderTransport(Path({str(folder)!r}))
for number in count():
    big = replace(LETTER, text="word " * 20000 + "the end", html="")
    mail = replace(big, message_id=f"{{number}}@x.test")
    transport.send(build_message(mail, SENDER, date=NOW))
"""
    process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    try:
        deadline = time.monotonic() + 30
        while not folder.exists() or len(list(folder.glob("*.eml"))) < 5:
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.01)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    files = list(folder.glob("*.eml"))
    assert len(files) >= 5
    for file in files:
        assert file.read_bytes().rstrip().endswith(b"the end")


def test_closing_a_folder_changes_nothing(folder, letter):
    transport = FolderTransport(folder)
    transport.close()
    transport.send(letter())
    assert len(list(folder.iterdir())) == 1
