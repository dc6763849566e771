"""The measuring itself: counts to figures, each kind of corpus, nothing shown of sealed cases."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.bench.evaluate import mailboxes, threads
from tests.bench.evaluate.__main__ import main, measure
from tests.bench.evaluate.picture import picture
from tests.bench.evaluate.tally import Course, Tally, kinds

THREAD = {
    "lang": "en",
    "messages": [
        {"dir": "out", "role": "candidate", "subject": "Application: welder", "kind": "application",
         "text": "Dear team, I would like to apply for the position of welder. My CV is attached."},
        {"dir": "in", "role": "ats", "subject": "Re: Application: welder", "kind": "rejection",
         "text": "Thank you for applying. Unfortunately we have decided not to move forward with your application."},
    ],
}  # fmt: skip

CASE = """
about = "a no that is expected to be an offer"
[[mail]]
at = "2025-03-03 09:00:00"
to = "jobs@harbour.example"
subject = "Application as a welder"
text = "Dear team, I would like to apply for the position of welder. My CV is attached."
kind = "application"
[[mail]]
from = "Kim Lee <kim@harbour.example>"
at = "2025-03-10 09:00:00"
subject = "Re: Application as a welder"
answers = 1
text = "Unfortunately we have decided not to move forward with your application, zanzibar."
kind = "offer"
[[check]]
now = "2025-03-11 09:00:00"
state = "offer"
due = "2025-03-13"
"""


def test_figures_follow_from_counts() -> None:
    table = kinds(Counter({("offer", "offer"): 3, ("offer", "rejection"): 1, ("rejection", "rejection"): 2}))
    assert table["offer"] == {"precision": 1.0, "recall": 0.75, "f1": 0.8571, "messages": 4}
    assert table["rejection"] == {"precision": 0.6667, "recall": 1.0, "f1": 0.8, "messages": 2}
    tally = Tally()
    tally.add("en", "not_hiring", "offer")
    tally.add("de", "not_hiring", "out_other")
    ordinary = tally.summary()["ordinary"]
    assert ordinary == {"messages": 2, "false_alarms": {"offer": 1}, "rate": 0.5, "grave": 1}
    course = Course()
    for what, number in (("together", 6), ("torn", 2), ("thrown", 0), ("checks", 4), ("states", 3)):
        course.add("en", what, number)
    assert course.summary()["pairs"] == {"precision": 1.0, "recall": 0.75, "f1": 0.8571}
    assert course.summary()["states"] == 0.75
    for what, number in (("said", 3), ("unheard", 1), ("misheard", 0)):
        course.add("en", what, number)
    assert course.summary()["facts"] == {"precision": 1.0, "recall": 0.75, "f1": 0.8571, "told": 4}


def test_threads_are_read_alone_and_as_a_process(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text(json.dumps(THREAD) + "\n" + json.dumps({"body": "Lunch at one?"}) + "\n")
    (result,) = measure(tmp_path)
    assert result.name == "some.jsonl"
    assert result.read == 3
    assert result.together.pairs() == {
        ("application", "application"): 1,
        ("rejection", "rejection"): 1,
        ("not_hiring", "not_hiring"): 1,
    }
    assert threads.wanted({"label_fine": "application_ack"}) == "application_received"


def test_mail_files_are_held_to_what_is_written_beside_them(tmp_path: Path) -> None:
    for number, (sender, subject, text) in enumerate(
        [
            ("kim@mail.example", "Application as a welder", "I would like to apply for the position of welder."),
            ("jobs@harbour.example", "Your application", "Unfortunately, we will not move forward with you."),
            ("shop@shop.example", "Your parcel", "Your parcel is on its way."),
        ]
    ):
        to = "jobs@harbour.example" if sender.startswith("kim") else "kim@mail.example"
        (tmp_path / f"{number}.eml").write_text(
            f"From: {sender}\nTo: {to}\nSubject: {subject}\nDate: Mon, {3 + number} Mar 2025 09:00:00 +0000\n"
            f"Message-ID: <{number}@mail.example>\n\n{text}\n"
        )
    rows = [
        {"me": ["kim@mail.example"], "zone": "Europe/Berlin"},
        {"message_id": "<0@mail.example>", "kind": "application", "process": "welder"},
        {"message_id": "<1@mail.example>", "kind": "rejection", "process": "welder"},
        {"now": "2025-03-09T12:00", "process": "welder", "state": "rejected"},
    ]
    (tmp_path / mailboxes.EXPECTED).write_text("\n".join(map(json.dumps, rows)) + "\n")
    (result,) = measure(tmp_path)
    assert result.together.pairs() == {
        ("application", "application"): 1,
        ("rejection", "rejection"): 1,
        ("not_hiring", "not_hiring"): 1,
    }
    course = result.course.summary()
    assert (course["exact_processes"], course["states"], course["checks"]) == (1.0, 1.0, 1)


@pytest.mark.parametrize("folder", ["corpus", "sealed"])
def test_what_is_wrong_in_a_sealed_case_is_never_shown(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path / folder
    cases.mkdir()
    (cases / "wrong.toml").write_text(CASE)
    (cases / "broken.toml").write_text("zanzibar = 1\n" + CASE)
    out = tmp_path / "out"
    out.mkdir()
    words = [str(cases), "--json", f"{out}/a.json", "--picture", f"{out}/a.svg", "--failures", f"{out}/a.txt"]
    assert main(words) == 0
    shown = capsys.readouterr().out
    failures = (out / "a.txt").read_text()
    assert json.loads((out / "a.json").read_text())["corpora"][0]["process"]["confusion"]["offer"] == {"rejection": 1}
    if folder == "sealed":
        assert "zanzibar" not in shown + failures
        assert "wrong" not in failures
    else:
        assert "mail 2 is offer, was read as rejection" in failures
        assert "zanzibar" in shown  # which word was wrong in which file
    assert ElementTree.parse(out / "a.svg").getroot().tag.endswith("svg")


def test_a_picture_needs_no_message() -> None:
    assert ElementTree.fromstring(picture([])).tag.endswith("svg")


def test_what_cannot_be_measured_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nothing")]) == 1
    assert "cannot be measured" in capsys.readouterr().err
