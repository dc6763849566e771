"""A scan opens no plainly bulk mail, and lists it all the same; unless somebody answered it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from parsers.message import parse
from server import scan

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ME = "ana@example.test"
INVITATION = "Dear Ana, we would like to invite you to an interview for the position. Which times suit you next week?"


def mail(name: str, sender: str, text: str, *fields: str) -> bytes:
    head = [f"From: {sender}", f"To: {ME}", "Subject: News of the week", f"Message-ID: <{name}@firm.example>", *fields]
    return "\r\n".join([*head, "Date: Thu, 5 Nov 2026 10:00:00 +0000", "", text, ""]).encode()


@pytest.mark.parametrize("answered", [False, True])
def test_bulk_mail_is_opened_only_where_it_was_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answered: bool
) -> None:
    opened: list[bytes] = []

    def recorded(source: bytes, *, truncated: bool = False) -> object:
        opened.append(source)
        return parse(source, truncated=truncated)

    monkeypatch.setattr("parsers.message.parse", recorded)
    news = mail("news", "Kim Lee <kim@firm.example>", INVITATION, "List-Id: <news.firm.example>")
    reference = "In-Reply-To: <news@firm.example>" if answered else "X-Note: none"
    answer = mail("answer", f"Ana <{ME}>", "Monday at ten is fine.", reference)
    (tmp_path / "1.eml").write_bytes(news)
    (tmp_path / "2.eml").write_bytes(answer)
    found = scan.scan([tmp_path], frozenset({ME}), NOW, UTC, "UTC").result
    assert [row["id"] for row in found["messages"]] == ["<answer@firm.example>", "<news@firm.example>"]
    assert opened == ([answer, news] if answered else [answer])
