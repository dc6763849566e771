"""Debian's Thunderbird, headless, with mail accounts at a test's Dovecot, driven by WebDriver BiDi.

The mail program's own window is privileged code, so what a user does there is done through it: selecting rows, opening
the context menu, clicking buttons. The add-on's pages are driven as pages.
"""

from __future__ import annotations

import base64
import contextlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

from tests.support.bidi import ADDON, UUID, Bidi, BidiError
from tests.support.dovecot import Dovecot

BINARY = "/usr/lib/thunderbird/thunderbird"

QUIET: dict[str, object] = {
    "app.donation.eoy.version.viewed": 999,
    "app.update.disabledForTesting": True,
    "calendar.timezone.local": "UTC",
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "intl.locale.requested": "en-US",
    "mail.chat.enabled": False,
    "mail.inappnotifications.enabled": False,
    "mail.provider.enabled": False,
    "mail.rights.version": 1,
    "mail.shell.checkDefaultClient": False,
    "mail.spotlight.firstRunDone": True,
    "mail.startup.enabledMailCheckOnce": True,
    "mailnews.database.global.indexer.enabled": False,
    "mailnews.default_view_flags": 0,  # a row for each message, not for each thread
    "mailnews.start_page.enabled": False,
    "mailnews.start_page_override.mstone": "ignore",
    "toolkit.telemetry.enabled": False,
}

TOOLS = """
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
const tabmail = document.getElementById("tabmail");
const three = () => tabmail.tabInfo[0].chromeBrowser.contentWindow;
const about = () => three().messageBrowser.contentWindow;
const server = (user) => MailServices.accounts.accounts.find((a) => a.incomingServer.username === user).incomingServer;
const inbox = (user) => server(user).rootFolder.subFolders.find((f) => f.isSpecialFolder(Ci.nsMsgFolderFlags.Inbox));
const extension = () => ExtensionParent.GlobalManager.getExtension("ADDON");
const until = async (what, ms = 15000) => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(30)) {
    try { const found = await what(); if (found) return found; } catch (error) { until.last = error; }
  }
  throw new Error(`in vain: ${what} ${until.last ?? ""}`);
};
""".replace("ADDON", ADDON)


def available() -> bool:
    """Whether Thunderbird is installed."""
    return Path(BINARY).exists()


def accounts(dovecot: Dovecot, users: Sequence[str]) -> dict[str, object]:
    """Preferences of one IMAP account for each user, and of the local folders that Thunderbird wants."""
    found: dict[str, object] = {
        "mail.account.account9.server": "server9",
        "mail.accountmanager.defaultaccount": "account1",
        "mail.accountmanager.localfoldersserver": "server9",
        "mail.server.server9.hostname": "Local Folders",
        "mail.server.server9.name": "Local Folders",
        "mail.server.server9.type": "none",
        "mail.server.server9.userName": "nobody",
    }
    names = []
    for number, user in enumerate(users, 1):
        names.append(f"account{number}")
        found |= {
            f"mail.account.account{number}.identities": f"id{number}",
            f"mail.account.account{number}.server": f"server{number}",
            f"mail.identity.id{number}.fullName": "Ana",
            f"mail.identity.id{number}.useremail": user,
            f"mail.identity.id{number}.valid": True,
            f"mail.server.server{number}.authMethod": 3,
            f"mail.server.server{number}.check_new_mail": False,
            f"mail.server.server{number}.hostname": dovecot.host,
            f"mail.server.server{number}.login_at_startup": False,
            f"mail.server.server{number}.name": user,
            f"mail.server.server{number}.offline_download": False,
            f"mail.server.server{number}.port": dovecot.plain_port,
            f"mail.server.server{number}.socketType": 0,
            f"mail.server.server{number}.type": "imap",
            f"mail.server.server{number}.userName": user,
        }
    return found | {"mail.accountmanager.accounts": ",".join([*names, "account9"])}


class Thunderbird(Bidi):
    """A mail program on ``profile`` with an account for each of ``users``; ``package`` is installed for good.

    Started again on the same profile, it has what it had.
    """

    def __init__(
        self, profile: Path, dovecot: Dovecot, users: Sequence[str], package: Path | None, **prefs: object
    ) -> None:
        self._package = package
        self._users = users
        self._password = dovecot.password
        super().__init__(
            [BINARY],
            profile,
            {
                **QUIET,
                **accounts(dovecot, users),
                "extensions.autoDisableScopes": 0,
                "extensions.getAddons.cache.enabled": False,
                # The question for a right is the program's own and stands outside of every page: answered with yes.
                "extensions.webextOptionalPermissionPrompts": False,
                "extensions.webextensions.uuids": json.dumps({ADDON: UUID}),
                "xpinstall.signatures.required": False,
                **prefs,
            },
        )

    def _begin(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            found = [tab for tab in self._windows() if tab["url"].endswith("messenger.xhtml")]
            if found:
                break
            assert time.monotonic() < deadline, "Thunderbird showed no window"
            time.sleep(0.05)
        self.window = str(found[0]["context"])
        self.do("await until(() => three().displayFolder && three().messageBrowser);")
        if self._package is not None:
            for user in self._users:  # kept with the profile: a question for a password at a start holds up everything
                login = f"'imap://127.0.0.1', null, 'imap://127.0.0.1', {user!r}, {self._password!r}, '', ''"
                self.do(
                    "const info = Cc['@mozilla.org/login-manager/loginInfo;1'].createInstance(Ci.nsILoginInfo);"
                    f"info.init({login}); await Services.logins.addLoginAsync(info);"
                )
            data = {"type": "archivePath", "path": str(self._package)}
            self("webExtension.install", extensionData=data, **{"moz:permanent": True})
        self.do("await until(() => extension()?.messageManager && extension().backgroundState);")

    def _windows(self) -> Any:
        return self("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"]

    def do(self, code: str) -> Any:
        """Run the body of an async function in the mail program's own window, with the names of ``TOOLS``."""
        return self.run(self.window, f"(async () => {{ {TOOLS} {code} }})()")

    def fetch(self, user: str, count: int) -> None:
        """Show the user's inbox and get mail until it holds so many rows."""
        self.do(
            f"const folder = await until(() => {{ const found = inbox({user!r});"
            f" if (!found) server({user!r}).performExpand(null); return found; }});"
            "three().displayFolder(folder.URI);"
            # One look for new mail after the other: a message is not loaded while its folder is looked at.
            "const look = () => new Promise((resolve) => {"
            f" server({user!r}).getNewMessages(folder, msgWindow, {{"
            " QueryInterface: ChromeUtils.generateQI(['nsIUrlListener']),"
            " OnStartRunningUrl() {}, OnStopRunningUrl: resolve }); });"
            "await until(async () => { await Promise.race([look(), sleep(5000)]);"
            f" return three().gDBView?.rowCount >= {count} && !folder.gettingNewMessages; }}, 20000);"
        )

    def select(self, *subjects: str) -> None:
        """Select the rows with these subjects; a single one is displayed."""
        self.do(
            "const view = three().gDBView; const wanted = " + json.dumps(subjects) + ";"
            "const subject = (row) => { const header = view.getMsgHdrAt(row);"
            " return (header.flags & Ci.nsMsgMessageFlags.HasRe ? 'Re: ' : '') + header.mime2DecodedSubject; };"
            "const rows = [...Array(view.rowCount).keys()].filter((row) => wanted.includes(subject(row)));"
            "if (rows.length < wanted.length) throw new Error('rows: ' + rows);"
            "const tree = three().threadTree;"
            "const header = rows.length === 1 ? view.getMsgHdrAt(rows[0]) : null;"
            "const shown = () => !header || (about().msgLoaded && about().gMessage?.messageKey === header.messageKey"
            " && about().gMessage.folder === header.folder);"
            # Now and then the program's own loading of a message does not end; a reader would click once more.
            "for (let turn = 1; ; turn += 1) {"
            " if (JSON.stringify(tree.selectedIndices) !== JSON.stringify(rows)) tree.selectedIndices = rows;"
            " try { await until(() => view.selection.count === rows.length && shown(), 7000); break; }"
            " catch (error) { if (turn === 3) throw error; tree.selectedIndices = []; await sleep(300); } }"
        )

    def message(self, code: str) -> Any:
        """Run code with the displayed message's ``doc`` and, where it has one, its ``card``'s inside."""
        return self.do(
            "const doc = about().getMessagePaneBrowser()?.contentDocument;"
            "const card = doc?.querySelector('afterview-card')?.openOrClosedShadowRoot ?? null;" + code
        )

    def until_card(self, condition: str) -> None:
        """Wait until this holds of the displayed message's ``card``, which is null where there is none."""
        self.do(
            "await until(() => { const doc = about().getMessagePaneBrowser()?.contentDocument;"
            "const card = doc?.querySelector('afterview-card')?.openOrClosedShadowRoot ?? null;"
            f"return {condition}; }}, 20000);"
        )

    def until_button(self, **wanted: str) -> None:
        """Wait until the add-on's button in the message's header has this ``label``, ``badge`` or ``title``."""
        self.do(
            f"const wanted = {json.dumps(wanted)}; await until(() => {{"
            f"const button = about().document.getElementById({_BUTTON!r});"
            "const found = {label: button.label, badge: button.getAttribute('badge') ?? '', title: button.tooltipText};"
            "until.last = JSON.stringify(found);"
            "return Object.entries(wanted).every(([name, text]) => found[name] === text); });"
        )

    def until_space(self, badge: str, title: str) -> None:
        """Wait until the button of the add-on's space has this badge and tooltip."""
        self.do(
            f"await until(() => {{ const button = document.getElementById({_SPACE!r});"
            "const badge = button.querySelector('.spaces-badge-container').textContent;"
            "until.last = JSON.stringify([badge, button.title]);"
            f"return badge === {badge!r} && button.title === {title!r}; }});"
        )

    def open_space(self) -> Page:
        """Click the add-on's button beside the spaces; answers the page that it leads to."""
        self.do(f"document.getElementById({_SPACE!r}).click();")
        return self.space_page()

    def space_page(self) -> Page:
        """The page of the add-on's space, once it is in front."""
        self.do(f"await until(() => {_TAB}?.currentURI.spec.includes('/space/'));")
        return Page(self, _TAB)

    def open_popup(self) -> Page:
        """Click the add-on's button in the message's header; answers the popup."""
        self.do(
            f"about().document.getElementById({_BUTTON!r}).click();"
            f"await until(() => {_POPUP}?.currentURI.spec.includes('/popup/'));"
        )
        return Page(self, _POPUP)

    def close_popup(self) -> None:
        """Close the popup as Escape does."""
        self.do(f"{_POPUP}.closest('panel').hidePopup(); await until(() => !{_POPUP});")

    def open_settings(self) -> Page:
        """The add-on's settings, as the add-on manager opens them."""
        self.do(
            "const page = extension().manifest.options_ui.page;"
            "tabmail.openTab('contentTab', {url: page, userContextId: 0, triggeringPrincipal: extension().principal,"
            " initialBrowsingContextGroupId: extension().policy.browsingContextGroupId, linkHandler: 'single-page'});"
            f"await until(() => {_TAB}?.currentURI.spec === page);"
        )
        return Page(self, _TAB)

    def dashboard(self) -> Page:
        """The tab in which the add-on opened the dashboard."""
        self.do(f"await until(() => {_TAB}?.currentURI.spec.startsWith('http://127.0.0.1:'));")
        return Page(self, _TAB)

    def show_mail(self) -> None:
        """Go back to the first tab, and close the others."""
        self.do("tabmail.switchToTab(0); tabmail.closeOtherTabs(tabmail.tabInfo[0], true);")

    def menu(self) -> dict[str, bool]:
        """Open the context menu of the selected rows; the add-on's visible items and whether they can be chosen."""
        found: dict[str, bool] = self.do(
            "const tree = three().threadTree;"
            "const row = await until(() => tree.getRowAtIndex(tree.selectedIndices[0]));"
            "const popup = three().document.getElementById('mailContext');"
            "const { left, top } = row.getBoundingClientRect();"
            "row.dispatchEvent(new (three().MouseEvent)('contextmenu', {bubbles: true, cancelable: true, view: three(),"
            " clientX: left + 20, clientY: top + 8, button: 2}));"
            "await until(() => popup.state === 'open');"
            f"const menu = () => popup.querySelector({_MENU!r});"
            # The add-on is asked what the items are about, and the program then builds them anew.
            "await until(() => ![undefined, 'Afterview'].includes(menu().menupopup.firstElementChild?.label));"
            "await until(() => { menu().openMenu(true); return menu().menupopup.state === 'open'; });"
            "return Object.fromEntries([...menu().menupopup.children].filter((item) => !item.hidden && item.label)"
            ".map((item) => [item.label, !item.disabled]));"
        )
        return found

    def choose(self, label: str) -> None:
        """Choose an item of the menu that is open."""
        self.do(
            f"const menu = three().document.querySelector({_MENU!r});"
            f"const item = [...menu.menupopup.children].find((item) => item.label === {label!r});"
            "menu.menupopup.activateItem(item);"
            "await until(() => three().document.getElementById('mailContext').state === 'closed');"
        )

    def close_menu(self) -> None:
        """Close the context menu without choosing."""
        self.do(
            "const popup = three().document.getElementById('mailContext'); popup.hidePopup();"
            "await until(() => popup.state === 'closed');"
        )

    def button_menu(self) -> dict[str, bool]:
        """The items of the context menu of the add-on's button in the message's header; it is closed again."""
        found: dict[str, bool] = self.do(
            f"const button = about().document.getElementById({_BUTTON!r});"
            "const popup = about().document.getElementById('header-toolbar-context-menu');"
            "const { left, top } = button.getBoundingClientRect();"
            "button.dispatchEvent(new (about().MouseEvent)('contextmenu', {bubbles: true, cancelable: true,"
            " clientX: left + 3, clientY: top + 3, button: 2}));"
            f"const items = () => [...popup.querySelectorAll('menuitem[id^={_WIDGET}]')];"
            "await until(() => ![undefined, 'Afterview'].includes(items()[0]?.label));"
            "const found = Object.fromEntries(items().filter((item) => !item.hidden && item.label)"
            ".map((item) => [item.label, !item.disabled]));"
            "popup.hidePopup(); await until(() => popup.state === 'closed'); return found;"
        )
        return found

    def turn_off_and_on(self) -> None:
        """Turn the add-on off in the add-on manager, and on again."""
        self.do(
            "const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');"
            f"const addon = await AddonManager.getAddonByID({ADDON!r}); await addon.disable(); await addon.enable();"
        )

    def stop_background(self) -> None:
        """End the add-on's background, as the program does when it has been idle for a while."""
        self.do(
            "await extension().terminateBackground({ignoreDevToolsAttached: true});"
            "await until(() => extension().backgroundState === 'stopped');"
        )

    def keys(self, *names: str) -> None:
        """Press keys as the user does, wherever the focus is: the program's own shortcuts see them too."""
        self.do(
            "const keys = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);"
            "keys.beginInputTransactionForTests(window);"
            "const codes = {Tab: 9, Enter: 13, Escape: 27, Delete: 46};"
            f"for (const key of {json.dumps(names)}) {{"
            "const code = key.length > 1 ? key : `Key${key.toUpperCase()}`;"
            "const event = new KeyboardEvent('', {key, code, keyCode: codes[key] ?? key.toUpperCase().charCodeAt(0)});"
            "keys.keydown(event); keys.keyup(event); await sleep(60); }"
        )

    def dark(self, on: bool) -> None:
        """Let the system be dark, or light."""
        self.do(f"Services.prefs.setIntPref('ui.systemUsesDarkTheme', {int(on)}); await sleep(800);")

    def violations(self, element: str = "afterview-card") -> list[str]:
        """What axe finds fault with in an element of the add-on's in the displayed message."""
        found: list[str] = self.message(
            "const sandbox = Cu.Sandbox(doc.defaultView, {sandboxPrototype: doc.defaultView, wantXrays: false});"
            f"const code = {json.dumps(_axe(json.dumps({'include': [[element]]})))};"
            "return JSON.parse(await Cu.evalInSandbox(`${code}.then(JSON.stringify)`, sandbox));"
        )
        return found

    def picture(self, path: Path) -> None:
        """Write a picture of the whole window."""
        data = self.do(
            "const shot = await browsingContext.currentWindowGlobal.drawSnapshot("
            "new DOMRect(0, 0, innerWidth, innerHeight), 1, 'white');"
            "const canvas = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');"
            "canvas.width = shot.width; canvas.height = shot.height; canvas.getContext('2d').drawImage(shot, 0, 0);"
            "return canvas.toDataURL().split(',')[1];"
        )
        path.write_bytes(base64.b64decode(data))


_WIDGET = ADDON.replace("@", "_").replace(".", "_")
_BUTTON = f"{_WIDGET}-messageDisplayAction-toolbarbutton"
_SPACE = f"{_WIDGET}-spacesButton-afterview"
_MENU = f"[id^='{_WIDGET}-menuitem']"
_TAB = "tabmail.selectedTab.browser"
_POPUP = "[document, about().document].map((d) => d.querySelector('.webextension-popup-browser')).find(Boolean)"


def _axe(context: str) -> str:
    """Code that answers what axe finds fault with, as a promise of a list."""
    return (
        f"{AXE_SCRIPT}; axe.run({context}).then((found) => found.violations.map("
        "(each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`))"
    )


_IN_PAGE = """
addMessageListener("tests:run", async ({ data }) => {
  let answer;
  try {
    const sandbox = Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false });
    const input = content.windowUtils.setHandlingUserInput(true);
    let value;
    try { value = Cu.evalInSandbox(data.code, sandbox); } finally { input.destruct(); }
    answer = { value: JSON.stringify((await value) ?? null) };
  } catch (error) {
    answer = { error: String(error) };
  }
  sendAsyncMessage("tests:done", { id: data.id, ...answer });
});
"""


class Page:
    """A page of the add-on's own, in a tab or popup: its process is not the window's, so a frame script runs there."""

    def __init__(self, program: Thunderbird, browser: str) -> None:
        self._program = program
        self._browser = browser

    def run(self, code: str) -> Any:
        """Evaluate an expression (JSON in and out) in the page, as in answer to the user's input."""
        found = self._program.do(
            f"const browser = {self._browser}; const mm = browser.messageManager;"
            "if (!browser.ready) { browser.ready = true; mm.loadFrameScript("
            f"'data:application/javascript;charset=utf-8,' + encodeURIComponent({json.dumps(_IN_PAGE)}), false); }}"
            "const id = Math.random(); let listener;"
            "const done = new Promise((resolve) => mm.addMessageListener('tests:done', listener = ({ data }) => {"
            " if (data.id === id) resolve(data); }));"
            f"mm.sendAsyncMessage('tests:run', {{ id, code: {json.dumps(code)} }});"
            "const answer = await Promise.race([done, sleep(10000).then(() => ({ error: 'no answer' }))]);"
            "mm.removeMessageListener('tests:done', listener); return answer;"
        )
        if "error" in found:
            raise BidiError(f"{code}: {found['error']}")
        return json.loads(found["value"])

    def violations(self) -> list[str]:
        """What axe finds fault with."""
        found: list[str] = self.run(_axe("document"))
        return found

    def until(self, code: str, seconds: float = 15) -> Any:
        """Evaluate until the answer is true; the last answer otherwise fails the test."""
        deadline = time.monotonic() + seconds
        found: Any = None
        while time.monotonic() < deadline:
            with contextlib.suppress(BidiError):  # a page that is just coming
                found = self.run(code)
                if found:
                    return found
            time.sleep(0.05)
        raise AssertionError(f"{code}: {found!r} after {seconds} s")


def pair(program: Thunderbird, port: int, code: str) -> None:
    """Connect the add-on to the server on ``port``, as the user does in the settings."""
    page = program.open_settings()
    field = "(selector, text) => { const e = document.querySelector(selector); e.value = text; e.form.requestSubmit() }"
    page.until("document.querySelector('form.pair') !== null")
    page.run(f"({field})('#port', '{port}')")
    page.until("document.querySelector('#port-said').textContent === 'Saved.'")
    page.run(f"({field})('form.pair input', '{code}')")
    page.until("document.querySelector('#pairing').textContent === 'Disconnect Thunderbird'")
    program.show_mail()
