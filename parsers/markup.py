"""schema.org items in the HTML of a mail: JSON-LD scripts and microdata, as senders add them for mail programs."""

from __future__ import annotations

import json
import re
from html import unescape

from bs4 import Tag

from parsers.facts import Markup
from parsers.html import Page
from parsers.soup import VOID, walk

SCRIPT_LIMIT = 64 * 1024
ITEM_LIMIT = 20
PROPERTY_LIMIT = 100
VALUE_LIMIT = 500
_DEPTH_LIMIT = 6
_HINTS = ("ld+json", "itemtype", "itemscope")
_TAGS = re.compile(r"<[^<>]{0,500}>")
_VALUE_ATTRIBUTE = {"meta": "content", "link": "href", "a": "href", "time": "datetime", "data": "value", "img": "src"}


def items(html: str) -> tuple[Markup, ...]:
    """The schema.org items of an HTML mail in their order, at most 20; items within an item are flattened into it.

    A property of an inner item gets its path for a name: ``hiringOrganization.name``. An inner item of a type of its
    own that stands in a list or graph at the top is an item. What is no valid JSON is passed over.
    """
    return items_of(Page(html)) if is_hinted(html) else ()


def is_hinted(html: str) -> bool:
    """Whether a page could hold markup at all: worth parsing for it."""
    low = html.lower()
    return any(hint in low for hint in _HINTS)


def items_of(page: Page) -> tuple[Markup, ...]:
    """The same, of a page that is parsed already."""
    if not is_hinted(page.source):
        return ()
    found: list[Markup] = []
    reader = _Microdata(found)
    for element, starts in walk(page.soup):
        if len(found) >= ITEM_LIMIT:
            break
        if not isinstance(element, Tag):
            reader.text(str(element))
        elif element.name == "script":
            if starts:
                _json_ld("".join(map(str, element.contents)), found)
        elif starts:
            reader.open(element)
        else:
            reader.close(element)
    return tuple(found[:ITEM_LIMIT])


def _json_ld(raw: str, found: list[Markup]) -> None:
    text = raw.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
    try:
        value = json.loads(text[:SCRIPT_LIMIT], strict=False)
    except (ValueError, RecursionError):
        return
    waiting = [value]
    while waiting and len(found) < ITEM_LIMIT:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:ITEM_LIMIT]
        elif isinstance(value, dict):
            if isinstance(value.get("@graph"), list):
                waiting[:0] = value["@graph"][:ITEM_LIMIT]
            if value.get("@type"):
                flat: dict[str, str] = {}
                _flatten(value, "", flat, 0)
                found.append(Markup(_type(value["@type"]), flat))


def _type(value: object) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return re.split(r"[/#:]", str(first).rstrip("/"))[-1][:80]


def _flatten(value: object, path: str, flat: dict[str, str], depth: int) -> None:
    if len(flat) >= PROPERTY_LIMIT or depth > _DEPTH_LIMIT:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            name = str(key)[:80]
            if name.startswith("@") and name != "@type":
                continue
            if name == "@type":
                if path:
                    flat.setdefault(f"{path}.@type", _type(inner))
                continue
            _flatten(inner, f"{path}.{name}" if path else name, flat, depth + 1)
    elif isinstance(value, list):
        for inner in value[:5]:
            _flatten(inner, path, flat, depth + 1)
    elif value is not None and path:
        text = str(value)[: 4 * VALUE_LIMIT].encode("utf-8", "replace").decode("utf-8")  # JSON can hold half characters
        if "<" in text or "&" in text:
            text = unescape(_TAGS.sub(" ", text))
        flat.setdefault(path, " ".join(text.split())[:VALUE_LIMIT])


class _Scope:
    """An element that opened an item or a property."""

    __slots__ = ("path", "property", "tag", "text", "type")

    def __init__(self, tag: Tag, path: str, property_: str, type_: str | None) -> None:
        self.tag = tag
        self.path = path
        self.property = property_
        self.type = type_
        self.text: list[str] = []


class _Microdata:
    """Collects items while the tree goes by; one outermost item at a time, inner ones flattened into it."""

    def __init__(self, found: list[Markup]) -> None:
        self.found = found
        self.scopes: list[_Scope] = []
        self.flat: dict[str, str] = {}

    def open(self, tag: Tag) -> None:
        """The start of an element; only those within an item count."""
        attributes = tag.attrs
        starts = "itemscope" in attributes or "itemtype" in attributes
        if not starts and not (self.scopes and "itemprop" in attributes):
            return
        name = str(attributes.get("itemprop", "")).split(" ")[0][:80]
        path = ".".join(part for part in (self._path(), name) if part)
        void = tag.name in VOID
        if starts and not void and len(self.scopes) <= _DEPTH_LIMIT:
            type_ = _type(attributes.get("itemtype", ""))
            if self.scopes and type_ and path:
                self.flat.setdefault(f"{path}.@type", type_)
            self.scopes.append(_Scope(tag, path if self.scopes else "", "", type_))
        elif name and self.scopes:
            value = attributes.get(_VALUE_ATTRIBUTE.get(tag.name, "content"))
            if value is not None:
                self._set(path, str(value))
            elif not void and len(self.scopes) <= _DEPTH_LIMIT + 1:
                self.scopes.append(_Scope(tag, self._path(), path, None))

    def _path(self) -> str:
        return self.scopes[-1].path if self.scopes else ""

    def _set(self, path: str, value: str) -> None:
        if len(self.flat) < PROPERTY_LIMIT:
            self.flat.setdefault(path, " ".join(value.split())[:VALUE_LIMIT])

    def text(self, source: str) -> None:
        """A text: belongs to the innermost property that is open."""
        if self.scopes and self.scopes[-1].property and len(self.scopes[-1].text) < 50:
            self.scopes[-1].text.append(source[:VALUE_LIMIT])

    def close(self, tag: Tag) -> None:
        """The end of an element."""
        if not self.scopes or self.scopes[-1].tag is not tag:
            return
        scope = self.scopes.pop()
        if scope.property:
            self._set(scope.property, "".join(scope.text))
        elif not self.scopes:
            if scope.type and len(self.found) < ITEM_LIMIT:
                self.found.append(Markup(scope.type, self.flat))
            self.flat = {}
