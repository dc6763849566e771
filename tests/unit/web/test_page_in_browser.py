"""``afterview open`` in a real browser: from the file on disk to a session, and no trace of the code left."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from server.web import pairing
from server.web.serving import WebServer
from tests.support.dovecot import free_port

pytestmark = pytest.mark.browser


@pytest.fixture
def house_served(make_house: Callable[..., Any]) -> Iterator[Any]:
    house = make_house(port=free_port())
    server = WebServer(house.app, house.port)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield house
    house.board.stopping.set()
    server.stop()
    thread.join(10)


@pytest.fixture
def page(plain_browser: Browser) -> Iterator[Page]:
    with plain_browser.new_context() as context:
        yield context.new_page()


def test_the_file_opens_a_session_and_leaves_no_code(house_served: Any, page: Page, tmp_path: Path) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    code = pairing.new_session_code(house_served.store, house_served.clock())
    opener = pairing.write_opener(tmp_path, pairing.page_address(house_served.port, code))
    page.goto(opener.as_uri())
    page.wait_for_url(f"http://127.0.0.1:{house_served.port}/")
    page.get_by_text("One hiring process is under way.").wait_for(timeout=10_000)
    assert "code" not in page.url
    assert code not in page.content()
    page.reload()
    page.get_by_text("One hiring process is under way.").wait_for(timeout=10_000)
    assert [client.kind for client in house_served.store.clients()] == ["dashboard"]
    assert page.context.cookies() == []
    assert faults == []
    other = page.context.new_page()
    other.goto(f"http://127.0.0.1:{house_served.port}/")
    other.get_by_text("afterview open").wait_for(timeout=10_000)


def test_a_web_page_gets_nothing(house_served: Any, page: Page) -> None:
    """Another site, on the same computer and elsewhere: it can neither read, nor write, nor frame."""
    token = house_served.session()
    before = house_served.dump()
    attack = """async ([address, token]) => {
        const tries = [
            [`${address}/api/v1/ping`, {}],
            [`${address}/api/v1/feed`, {headers: {Authorization: `Bearer ${token}`}}],
            [`${address}/api/v1/marks`, {method: "POST", mode: "no-cors", headers: {"Content-Type": "text/plain"},
                body: '{"process": "p0123456789ab", "what": "thanked"}'}],
            [`${address}/api/v1/marks`, {method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"}],
        ];
        const seen = [];
        for (const [where, how] of tries) {
            seen.push(await fetch(where, how).then((r) => r.text()).catch(() => ""));
        }
        return seen;
    }"""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"http://localhost:{listener.getsockname()[1]}/"
        page.route(f"{origin}**", lambda route: route.fulfill(body="<h1>Elsewhere</h1>", content_type="text/html"))
        page.goto(origin)
        address = f"http://127.0.0.1:{house_served.port}"
        assert page.evaluate(attack, [address, token]) == ["", "", "", ""]
        page.set_content(f'<iframe src="{address}/"></iframe>')
        page.wait_for_timeout(500)
        assert all("hiring" not in frame.content() and "Afterview" not in frame.title() for frame in page.frames)
    assert house_served.dump() == before
