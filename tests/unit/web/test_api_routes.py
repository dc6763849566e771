from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from server.lookup import Shown

FEED = "/api/v1/feed"
KNOWN = "p0123456789ab"


def test_ping_names_the_server(house: Any) -> None:
    answer = house.browser().get("/api/v1/ping")
    assert answer.json == {"name": "Afterview", "version": "1.2.3", "schema_version": 1}
    assert answer.headers["Afterview"] == "1.2.3"


def test_the_feed_comes_with_its_etag_and_is_not_sent_twice(house: Any, as_extension: dict[str, str]) -> None:
    first = house.browser().get(FEED, headers=as_extension)
    assert first.status_code == 200
    assert first.json["processes"][0]["id"] == KNOWN
    again = house.browser().get(FEED, headers={**as_extension, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


def test_a_held_request_answers_when_a_mark_is_made(house: Any, as_extension: dict[str, str]) -> None:
    etag = house.browser().get(FEED, headers=as_extension).headers["ETag"]
    answers: list[Any] = []

    def hold() -> None:
        answers.append(house.browser().get(f"{FEED}?wait=20", headers={**as_extension, "If-None-Match": etag}))

    thread = threading.Thread(target=hold)
    began = time.monotonic()
    thread.start()
    time.sleep(0.15)
    house.browser().post("/api/v1/marks", headers=as_extension, json={"process": KNOWN, "what": "thanked"})
    thread.join(10)
    assert answers[0].status_code == 200
    assert answers[0].headers["ETag"] != etag
    assert time.monotonic() - began < 5


def test_a_held_request_ends_with_304(house: Any, as_extension: dict[str, str]) -> None:
    etag = house.browser().get(FEED, headers=as_extension).headers["ETag"]
    began = time.monotonic()
    answer = house.browser().get(f"{FEED}?wait=1", headers={**as_extension, "If-None-Match": etag})
    assert answer.status_code == 304
    assert 0.9 < time.monotonic() - began < 3


def test_past_the_allowed_number_of_waiters_the_answer_comes_at_once(house: Any, as_extension: dict[str, str]) -> None:
    etag = house.browser().get(FEED, headers=as_extension).headers["ETag"]
    headers = {**as_extension, "If-None-Match": etag}
    threads = [
        threading.Thread(target=lambda: house.browser().get(f"{FEED}?wait=30", headers=headers)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    began = time.monotonic()
    assert house.browser().get(f"{FEED}?wait=30", headers=headers).status_code == 304
    assert time.monotonic() - began < 10
    house.board.stopping.set()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def test_a_stop_lets_waiters_go_without_telling_them_that_nothing_changed(
    house: Any, as_extension: dict[str, str]
) -> None:
    etag = house.browser().get(FEED, headers=as_extension).headers["ETag"]
    headers = {**as_extension, "If-None-Match": etag}
    answers: list[Any] = []
    waiter = threading.Thread(target=lambda: answers.append(house.browser().get(f"{FEED}?wait=30", headers=headers)))
    waiter.start()
    time.sleep(0.2)
    house.board.stopping.set()
    waiter.join(5)
    assert [answer.status_code for answer in answers] == [503]
    assert "stopping" in answers[0].json["detail"]


def test_whoever_is_shut_out_while_waiting_gets_nothing(house: Any, as_extension: dict[str, str]) -> None:
    etag = house.browser().get(FEED, headers=as_extension).headers["ETag"]
    answers: list[Any] = []
    headers = {**as_extension, "If-None-Match": etag}
    thread = threading.Thread(
        target=lambda: answers.append(house.browser().get(f"{FEED}?wait=2", headers=headers)),
    )
    thread.start()
    time.sleep(0.1)
    house.store.revoke_client(house.store.clients()[0].id, now=house.clock())
    thread.join(10)
    assert answers[0].status_code == 401


@pytest.mark.parametrize("wait", ["-1", "56", "1.5", "x", "", "٣", "100"])
def test_a_wait_that_makes_no_sense_is_refused(house: Any, as_extension: dict[str, str], wait: str) -> None:
    assert house.browser().get(FEED, query_string={"wait": wait}, headers=as_extension).status_code == 400


def test_a_process_shows_its_history_and_undone_marks(house: Any, as_extension: dict[str, str]) -> None:
    made = house.browser().post(
        "/api/v1/marks",
        headers=as_extension,
        json={"process": KNOWN, "what": "promised_by", "value": {"day": "2026-07-03"}},
    )
    assert made.status_code == 201
    mark = made.json["mark"]
    assert (mark["what"], mark["value"], mark["undone"]) == ("promised_by", {"day": "2026-07-03"}, False)
    undone = house.browser().delete(f"/api/v1/marks/{mark['id']}", headers=as_extension)
    assert (undone.status_code, undone.json["mark"]["undone"]) == (200, True)
    detail = house.browser().get(f"/api/v1/processes/{KNOWN}", headers=as_extension).json
    assert detail["messages"][0]["evidence"] == [{"text": "Could you send us times?", "source": "body"}]
    assert detail["marks"][0]["undone"] is not None
    assert house.store.marks() == ()


def test_a_message_on_screen_is_marked_by_its_match_key(house: Any, as_extension: dict[str, str]) -> None:
    sent = {"message": {"match": "mid:<one@example.com>"}, "what": "track"}
    answer = house.browser().post("/api/v1/marks", headers=as_extension, json=sent)
    assert (answer.status_code, answer.json["process_id"]) == (201, KNOWN)
    sent = {"message": {"match": ["imap:home/INBOX/9/7", "mid:<two@example.com>"]}, "what": "track"}
    answer = house.browser().post("/api/v1/marks", headers=as_extension, json=sent)
    assert (answer.status_code, answer.json["detail"]) == (404, "This message is not known to Afterview.")


def test_a_message_on_screen_is_tracked_by_what_the_page_shows_of_it(house: Any, as_extension: dict[str, str]) -> None:
    looks = {"subject": "Lunch? \u202e", "sender": " kim@example.com", "account": "ana@example.com"}
    times = {"earliest": "2026-06-30T15:00:00+02:00", "latest": "2026-06-30T15:00:59.999+02:00"}
    for shown in ({"subject": ""}, looks, {**looks, **times}):
        sent = {"message": {"shown": shown}, "what": "track"}
        answer = house.browser().post("/api/v1/marks", headers=as_extension, json=sent)
        assert (answer.status_code, answer.json["notes"]) == (201, [])
    assert [request.match for request in house.board.asked] == [(), (), ()]
    plain, named, timed = (request.shown for request in house.board.asked)
    assert plain == Shown("")
    assert named == Shown("Lunch? \u202e", "kim@example.com", account="ana@example.com")
    assert (timed.earliest, timed.precise) == (datetime(2026, 6, 30, 13, tzinfo=UTC), True)


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"match": None, "shown": {"subject": "a"}},
        {"shown": None},
        {"shown": {}},
        {"shown": {"subject": "a" * 1001}},
        {"shown": {"subject": "a", "sender": "b" * 321}},
        {"shown": {"subject": "a", "body": "b"}},
        {"shown": {"subject": "a", "earliest": "2026-06-30T15:00:00Z"}},
        {"shown": {"subject": "a", "latest": "2026-06-30T15:00:00Z"}},
        {"shown": {"subject": "a", "earliest": "2026-06-30T15:00:00", "latest": "2026-06-30T15:00:00"}},
        {"shown": {"subject": "a", "earliest": "2026-06-30T15:00:00Z", "latest": "2026-06-29T15:00:00Z"}},
        {"shown": {"subject": "a", "earliest": "2026-06-01T00:00:00Z", "latest": "2026-06-02T02:00:00Z"}},
        {"shown": {"subject": "a", "earliest": "0001-01-01T00:00:00+14:00", "latest": "9999-12-31T23:00:00-14:00"}},
    ],
)
def test_what_no_page_can_show_is_refused(house: Any, as_extension: dict[str, str], message: dict[str, Any]) -> None:
    answer = house.browser().post("/api/v1/marks", headers=as_extension, json={"message": message, "what": "track"})
    assert (answer.status_code, answer.json["code"]) == (422, "wrong_shape")
    assert house.board.asked == []


def test_other_marks_need_a_key(house: Any, as_extension: dict[str, str]) -> None:
    sent = {"message": {"shown": {"subject": "a"}}, "what": "thanked"}
    assert house.browser().post("/api/v1/marks", headers=as_extension, json=sent).status_code == 422


def test_a_process_is_made_by_hand(house: Any, as_dashboard: dict[str, str]) -> None:
    answer = house.browser().post(
        "/api/v1/processes", headers=as_dashboard, json={"company": " Example\x07  Ltd ", "role": "Gardener"}
    )
    assert answer.status_code == 201
    (made,) = house.store.marks()
    assert (made.process, made.value) == (answer.json["process_id"], {"company": "Example Ltd", "role": "Gardener"})


def test_looking_now(house: Any, as_extension: dict[str, str]) -> None:
    assert house.browser().post("/api/v1/sync", headers=as_extension, json={}).status_code == 202
    assert house.board.synced == 1
    assert house.browser().get("/api/v1/sync", headers=as_extension).json["sync"][0]["state"] == "watching"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 422),
        ({"what": "thanked"}, 422),
        ({"what": "thanked", "process": KNOWN, "message": {"match": "mid:<a@b>"}}, 422),
        ({"what": "danced", "process": KNOWN}, 422),
        ({"what": "thanked", "process": "p1"}, 404),
        ({"what": "thanked", "process": "p0123456789ff"}, 404),
        ({"what": "thanked", "process": KNOWN, "extra": 1}, 422),
        ({"what": "thanked", "process": KNOWN, "value": {"day": "2026-07-01"}}, 422),
        ({"what": "promised_by", "process": KNOWN}, 422),
        ({"what": "promised_by", "process": KNOWN, "value": {"day": "tomorrow"}}, 422),
        ({"what": "set_state", "process": KNOWN, "value": {"state": "rich"}}, 422),
        ({"what": "thanked", "process": KNOWN, "at": "2026-06-30T12:00:00"}, 422),
        ({"what": "thanked", "process": KNOWN, "at": "2026-07-02T12:00:00Z"}, 422),
        ({"what": "thanked", "process": KNOWN, "at": "0001-01-01T00:00:00+14:00"}, 422),
        ({"what": "track", "message": {"match": "file:/etc/passwd"}}, 422),
        ({"what": "track", "message": {"match": "mid:<a\r\n@b>"}}, 422),
        ({"what": "track", "message": {"match": []}}, 422),
        ([], 422),
        ("text", 422),
    ],
)
def test_a_mark_that_makes_no_sense_is_refused_with_a_sentence(
    house: Any, as_extension: dict[str, str], sent: object, status: int
) -> None:
    before = house.dump()
    answer = house.browser().post("/api/v1/marks", headers=as_extension, json=sent)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["detail"].endswith((".", ")"))
    assert house.store.marks() == ()
    assert [line for line in before if "marks" in line] == [line for line in house.dump() if "marks" in line]


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b'{"what": NaN}', b"[" * 30_000])
def test_what_is_no_json_is_refused(house: Any, as_extension: dict[str, str], data: bytes) -> None:
    answer = house.browser().post("/api/v1/marks", headers=as_extension, data=data, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer.mimetype == "application/problem+json"
