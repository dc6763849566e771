"""What a page shows of a message, and which messages that can be: nothing is guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from parsers.facts import Address
from server.config import Account
from server.lookup import Shown, accounts_of, none_found, not_watched, question, several, unreachable
from server.mailbox.lookup import Answer
from tests.support.letters import letter

AT = datetime(2026, 6, 1, 12, 1, tzinfo=UTC)
MINUTE = {"earliest": AT, "latest": AT + timedelta(seconds=59)}
DAY = {"earliest": AT.replace(hour=0, minute=0), "latest": AT.replace(hour=23, minute=59)}
KIM = Address("Kim Lee", "kim@company.example")


def header(subject: str = "Interview", **more: object) -> bytes:
    return letter(1, subject, **more).partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    ("shown", "is_it"),
    [
        (Shown("Interview"), True),
        (Shown("Re: AW: interview "), True),
        (Shown("Interview", "kim@company.example", **MINUTE), True),
        (Shown("Interview", "KIM@Company.example"), True),
        (Shown("Interview", "kim  LEE", **DAY), True),
        (Shown("Interview", "sam@company.example"), False),
        (Shown("Interview", "Kim"), False),
        (Shown("Interviews"), False),
        (Shown(""), False),
        (Shown("Interview", "", AT - timedelta(minutes=5), AT - timedelta(minutes=4)), False),
        (Shown("Interview", "", AT + timedelta(minutes=2), AT + timedelta(minutes=3)), False),
        (Shown("Interview", "", AT + timedelta(minutes=1), AT + timedelta(seconds=119)), True),
    ],
)
def test_subject_sender_and_time_must_agree_as_far_as_they_are_shown(shown: Shown, is_it: bool) -> None:
    assert shown.is_of("Interview", KIM, (AT,)) is is_it
    assert (shown.name_of(header(), None) is not None) is is_it


def test_a_message_may_be_shown_at_the_time_at_which_it_came() -> None:
    late = AT + timedelta(hours=3)
    shown = Shown("Interview", "", late, late)
    assert shown.name_of(header(), None) is None
    assert shown.name_of(header(), late + timedelta(seconds=40)) == "<letter-1@company.example>"


def test_a_message_without_message_id_has_the_same_name_everywhere() -> None:
    plain = header().replace(b"Message-ID", b"X-Nothing")
    name = Shown("Interview").name_of(plain, None)
    assert name == Shown("Interview").name_of(b"X-More: 1\r\n" + plain, AT)
    assert name != Shown("Interview").name_of(plain.replace(b"12:01", b"12:02"), None)


def test_a_subject_of_ten_kilobytes_is_compared_as_far_as_everybody_keeps_it() -> None:
    long = "word " * 2000
    assert Shown(long[:1000]).is_of(long, None, ())
    assert Shown(long[:1000]).is_of(long[:998], None, ())
    assert not Shown(long[:1000]).is_of(long[:500], None, ())
    assert Shown("\u00df" * 1000).is_of("\u00df" * 5000, None, ())


def test_only_subject_sender_and_minute_together_are_precise() -> None:
    assert Shown("a", "b", **MINUTE).precise
    assert not Shown("a", "b", **DAY).precise
    assert not Shown("a", "", **MINUTE).precise
    assert not Shown("a", "b").precise


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Re: Interview for the Gardener role", ("Interview", "Gardener", "role")),
        ("Straße und Größe", ("Straße", "Größe", "und")),
        ("面接のご案内", ("面接のご案内",)),
        ("Fwd: ok", ("ok",)),
        ("!!! ???", ()),
        ("", ()),
        ("a" * 10_000, ("a" * 15,)),
        ('x" OR ALL\r\nV2 EXPUNGE {3}', ("EXPUNGE", "ALL", "OR")),
    ],
)
def test_the_words_that_are_searched_for_are_whole_words_of_the_subject(subject: str, words: tuple[str, ...]) -> None:
    asked = question([], Shown(subject, "b", **DAY))
    assert set(asked.words) == set(words)


def test_what_is_asked_of_the_mail_edge() -> None:
    zone = timezone(timedelta(hours=2))
    shown = Shown("Hello", "kim@company.example", datetime(2026, 6, 1, 0, 5, tzinfo=zone), AT)
    asked = question(["tuple:x"], shown)
    assert (asked.match, asked.sender) == (("tuple:x",), "kim@company.example")
    assert (str(asked.first), str(asked.last)) == ("2026-06-01", "2026-06-01")
    for sender in ("Kim Lee", "kim@b\u00fccher.example", "kim\0@company.example", "a@b.example\r\nV9 EXPUNGE", "@"):
        assert question([], Shown("Hello", sender, **DAY)).sender == ""
    assert question(["mid:<a@b.example>"], None).judge is None


@pytest.mark.parametrize("shown", [Shown("Hello"), Shown("Hello", "kim@company.example"), Shown("Hello", "", **MINUTE)])
def test_a_subject_without_both_sender_and_time_is_not_looked_for(shown: Shown) -> None:
    asked = question(["conv:1"], shown)
    assert (asked.match, asked.judge, asked.words) == (("conv:1",), None, ())
    assert "does not show its sender and time" in str(none_found(shown, []))


def account(name: str, *addresses: str) -> Account:
    return Account(name, "imap.example", 993, addresses[0], addresses)


def test_an_account_that_the_page_names_is_the_only_one_looked_into() -> None:
    both = [account("home", "ana@home.example", "a.silva@home.example"), account("work", "ana@work.example")]
    assert list(accounts_of(Shown("a", account="ANA@work.example"), both)) == ["work"]
    assert list(accounts_of(Shown("a", account="a.silva@home.example"), both)) == ["home"]
    assert list(accounts_of(Shown("a"), both)) == ["home", "work"]
    assert list(accounts_of(None, both)) == ["home", "work"]
    assert list(accounts_of(Shown("a", account="sam@home.example"), both)) == []
    assert "sam@home.example, which is none of your accounts" in str(
        not_watched(Shown("a", account="sam@home.example"))
    )


def test_what_is_said_names_what_to_do_next() -> None:
    minute, day = Shown("a", "b", **MINUTE), Shown("a", "b", **DAY)
    assert str(several(day, 3)).startswith("Three messages carry this subject from that sender on that day:")
    assert str(several(minute, 12)).startswith("12 messages carry this subject from that sender in that minute:")
    assert str(several(day, 0)).startswith("More than 300 messages are much like this one:")
    lost = [Answer("home"), Answer("work", fault="imap.example did not answer.")]
    assert "work could not be looked through. imap.example did not answer." in str(none_found(minute, lost))
    assert unreachable(lost) == ("work could not be looked through. imap.example did not answer.",)
    for said in (several(day, 2), none_found(day, []), none_found(None, [])):
        assert "New process, in the dashboard" in str(said)
        assert "folder" in str(said) or "Track another" in str(said)
        assert len(str(said)) < 400
