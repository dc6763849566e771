"""schema.org items in the HTML of a mail."""

from __future__ import annotations

import json

import pytest

from parsers.markup import items


def script(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f'<p>Hi</p><script type="application/ld+json">{text}</script>'


POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Nurse",
    "hiringOrganization": {"@type": "Organization", "name": "ACME"},
    "description": "<p>Care &amp; joy</p>",
    "skills": ["a", "b"],
}


def test_json_ld_is_flattened():
    (item,) = items(script(POSTING))
    assert item.type == "JobPosting"
    assert dict(item.properties) == {
        "title": "Nurse",
        "hiringOrganization.@type": "Organization",
        "hiringOrganization.name": "ACME",
        "description": "Care & joy",
        "skills": "a",
    }


@pytest.mark.parametrize("value", [[POSTING, {"@type": "Event"}], {"@graph": [POSTING, {"@type": ["Event"]}]}])
def test_several_items(value):
    assert [item.type for item in items(script(value))] == ["JobPosting", "Event"]


def test_microdata():
    html = """
      <div itemscope itemtype="http://schema.org/EventReservation"><meta itemprop="reservationNumber" content="42"/>
        <div itemprop="reservationFor" itemscope itemtype="http://schema.org/Event">
          <span itemprop="name">First <b>interview</b></span>
          <time itemprop="startDate" datetime="2026-06-12T10:00:00+02:00">Friday</time>
        </div>
        <a itemprop="url" href="https://example.com/x">see</a>
      </div><span itemprop="name">outside</span>"""
    (item,) = items(html)
    assert item.type == "EventReservation"
    assert dict(item.properties) == {
        "reservationNumber": "42",
        "reservationFor.@type": "Event",
        "reservationFor.name": "First interview",
        "reservationFor.startDate": "2026-06-12T10:00:00+02:00",
        "url": "https://example.com/x",
    }


def test_microdata_that_is_never_closed():
    (item,) = items('<div itemscope itemtype="https://schema.org/JobPosting"><span itemprop="title">Nurse')
    assert dict(item.properties) == {"title": "Nurse"}


BROKEN = ["", "{", "[" * 5000, '"text"', "null", "{}", '{"@type": null}', '{"@type": [] }', "NaN", "1" * 5000]


@pytest.mark.parametrize("text", BROKEN)
def test_broken_json_is_passed_over(text):
    assert items(script(text)) == ()


def test_half_characters_are_replaced():
    (item,) = items(script('{"@type": "Thing", "name": "a\\ud800b"}'))
    assert item.properties["name"] == "a?b"


def test_limits():
    big = {"@type": "Thing"} | {f"name{number}": "x" * 2000 for number in range(20)}
    (item,) = items(script(big))
    assert {len(value) for value in item.properties.values()} == {500}
    assert len(items(script([{"@type": "Thing"}] * 100))) == 20
    deep: dict[str, object] = {"@type": "Thing", "a": "1"}
    for _ in range(50):
        deep = {"@type": "Thing", "a": "1", "inner": deep}
    (item,) = items(script(deep))
    assert len(item.properties) < 20


def test_page_without_markup():
    assert items("<p>" * 100) == ()
