"""Days, times and states in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from server.hiring.vocabulary import State
from tests.support.dashboard import House, browser_page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[3]


def test_the_looks_of_states_are_those_of_the_badges(house: House, opened: Callable[[], Page]) -> None:
    page = opened()
    ours = page.evaluate("import('/static/states.js').then(({LOOKS, SHAPES}) => ({LOOKS, SHAPES}))")
    source = (ROOT / "extension/src/shared/states.js").read_text(encoding="utf-8")
    badges = page.context.new_page()
    theirs = badges.evaluate(
        f"(() => {{ const afterview = {{}}; {source}; return {{LOOKS: afterview.states.LOOKS,"
        " SHAPES: afterview.states.SHAPES}; })()"
    )
    assert ours["SHAPES"] == theirs["SHAPES"]
    keys = ("tint", "shape", "long", "first")
    assert ours["LOOKS"] == {name: {key: look[key] for key in keys} for name, look in theirs["LOOKS"].items()}
    assert set(ours["LOOKS"]) == {state.value for state in State}


NOON = 1_774_785_600_000
"""Sunday 29 March 2026, 12:00 UTC: the day on which the clocks of Berlin go forward."""

WORDS = [
    ("dueWords", ["2026-03-29"], "today"),
    ("dueWords", ["2026-03-30"], "tomorrow"),
    ("dueWords", ["2026-04-01"], "in 3 days"),
    ("dueWords", ["2026-03-27"], "2 days ago"),
    ("dueWords", ["2026-03-30T08:30:00Z"], "tomorrow, 10:30"),
    ("dueWords", ["2026-03-29T22:30:00Z"], "tomorrow, 00:30"),
    ("dueWords", ["2027-01-15"], "Fri 15 Jan 2027"),
    ("ago", ["2026-03-29T11:59:30Z"], "just now"),
    ("ago", ["2026-03-29T10:00:00Z"], "2 hours ago"),
    ("ago", ["2026-03-28T09:00:00Z"], "yesterday"),
    ("ago", ["2026-03-20T09:00:00Z"], "9 days ago"),
    ("ago", ["2026-02-20T09:00:00Z"], "on Fri 20 Feb"),
    ("exact", ["2026-03-30T08:30:00Z"], "Mon 30 Mar, 10:30 (Europe/Berlin)"),
]


@pytest.mark.parametrize(("name", "given", "said"), WORDS)
def test_days_and_times_in_words(text_page: Page, name: str, given: list[str], said: str) -> None:
    script = "([name, given, now]) => times[name](...given, {now, zone: 'Europe/Berlin'})"
    assert text_page.evaluate(script, [name, given, NOON]) == said


@pytest.mark.parametrize(
    ("wall", "zone", "later", "moment"),
    [
        ("2026-03-28T10:00", "Europe/Berlin", 0, "2026-03-28T10:00:00+01:00"),
        ("2026-03-30T10:00", "Europe/Berlin", 90, "2026-03-30T11:30:00+02:00"),
        ("2026-03-29T02:30", "Europe/Berlin", 0, "2026-03-29T03:30:00+02:00"),
        ("2026-10-25T02:30", "Europe/Berlin", 0, "2026-10-25T02:30:00+02:00"),
        ("2026-07-01T09:00", "America/St_Johns", 0, "2026-07-01T09:00:00-02:30"),
        ("tomorrow", "UTC", 0, None),
    ],
)
def test_a_wall_clock_time_becomes_a_moment(
    text_page: Page, wall: str, zone: str, later: int, moment: str | None
) -> None:
    assert text_page.evaluate("given => times.inZone(...given)", [wall, zone, later]) == moment


def test_an_interview_shows_both_clocks(text_page: Page) -> None:
    entry = {"id": "i", "start": "2026-04-02T14:00:00-04:00", "end": "2026-04-02T15:00:00-04:00", "status": "fixed"}
    script = """([entry, now]) => {
        const node = document.createElement("p");
        const parts = sentences.interviewWords(entry, {now, zone: "Europe/Berlin"});
        node.append(...parts.filter(Boolean));
        return node.textContent;
    }"""
    said = text_page.evaluate(script, [{**entry, "timezone": "America/New_York"}, NOON])
    assert said == (
        "Thu 2 Apr, 20:00–21:00 your time, Europe/Berlin = 14:00 as they wrote it (America/New York, UTC-04:00)"
    )
    same = text_page.evaluate(script, [{**entry, "timezone": "+02:00"}, NOON])
    assert same == "Thu 2 Apr, 20:00–21:00 your time, Europe/Berlin"


@pytest.fixture(scope="module")
def text_page(plain_browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with the modules that make words."""
    house = House(tmp_path_factory.mktemp("words") / "data")
    with browser_page(plain_browser) as page:
        page.goto(f"http://127.0.0.1:{house.port}/")
        for name in ("times", "sentences"):
            page.evaluate(f"import('/static/{name}.js').then(found => {{ window.{name} = found; }})")
        yield page
    house.close()
