"""The self-check of every mail UI on its reproduced page: nothing to complain of, and each missing part is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.bench.bench_adapters import Case, reproduced
from tests.support import extension
from tests.support.chromium import Chromium, in_content_script
from tests.support.webmail_page import HOSTS, WebmailPages

pytestmark = pytest.mark.browser

NAMES = ["gmail", "outlook", "yahoo", "fastmail", "proton", "icloud"]
DIAGNOSIS = "afterview.diagnose()"
NEEDS = "afterview.adapters.find(adapter => adapter.recognises(document, location)).needs.row"
TAKE = """((part) => {
    const adapter = afterview.adapters.find(adapter => adapter.recognises(document, location))
    for (const row of adapter.rows(adapter.list(document)))
        for (const found of row.querySelectorAll(adapter.selectors[part].join(',')))
            found.replaceWith(document.createElement('p'))
})"""


@pytest.fixture(scope="module")
def chrome(play: Playwright, all_pages: WebmailPages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    root: Path = tmp_path_factory.mktemp("selfcheck")
    folder = extension.unpack("chromium", root / "extension", [f"https://{host}/*" for host in HOSTS])
    started = Chromium(play, folder, root / "profile", dict.fromkeys(HOSTS, all_pages.port))
    yield started
    started.close()


@pytest.fixture(params=NAMES)
def case(request: pytest.FixtureRequest, pages: WebmailPages) -> Case:
    return next(found for found in reproduced(pages) if found.name == request.param)


@pytest.fixture
def page(chrome: Chromium, case: Case) -> Iterator[Page]:
    opened = chrome.context.new_page()
    case.show(opened)
    opened.wait_for_timeout(500)
    yield opened
    opened.close()


def test_a_page_as_it_is_known_has_no_problem_and_each_part_that_goes_is_named(
    chrome: Chromium, case: Case, page: Page
) -> None:
    whole = in_content_script(chrome, page, DIAGNOSIS, case.frame)
    assert whole["adapter"] == case.name
    assert whole["problem"] is None
    assert "rows with an identity: 0" not in whole["report"]
    assert not [word for word in ("Interview", "Lunch", "Kim Lee", "ana@example.test") if word in whole["report"]]
    needs = in_content_script(chrome, page, NEEDS, case.frame)
    assert needs
    for part in needs:
        in_content_script(chrome, page, f"{TAKE}({json.dumps(part)})", case.frame)
        problem = in_content_script(chrome, page, DIAGNOSIS, case.frame)["problem"]
        assert part in problem.partition(": ")[2].split(", "), part
