"""schema.org items in the HTML of a mail: JSON-LD scripts and microdata, as senders add them for mail programs."""

from __future__ import annotations

import json
import re

from parsers.facts import Markup
from parsers.html import HTML_LIMIT
from parsers.tags import Tag, tokens, unescape

SCRIPT_LIMIT = 64 * 1024
ITEM_LIMIT = 20
PROPERTY_LIMIT = 100
VALUE_LIMIT = 500
_DEPTH_LIMIT = 6
_HINT = re.compile(r"ld\+json|itemtype|itemscope", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]{0,500}>")
_VALUE_ATTRIBUTE = {"meta": "content", "link": "href", "a": "href", "time": "datetime", "data": "value", "img": "src"}
_VOID = frozenset({"meta", "link", "img", "br", "hr", "input"})


def items(html: str) -> tuple[Markup, ...]:
    """The schema.org items of an HTML mail in their order, at most 20; items within an item are flattened into it.

    A property of an inner item gets its path for a name: ``hiringOrganization.name``. An inner item of a type of its
    own that stands in a list or graph at the top is an item. What is no valid JSON is passed over.
    """
    if not _HINT.search(html):
        return ()
    found: list[Markup] = []
    reader = _Microdata(found)
    for token in tokens(html[:HTML_LIMIT]):
        if len(found) >= ITEM_LIMIT:
            break
        if isinstance(token, str):
            reader.text(token)
        elif token.name == "script":
            if not token.closing and "ld+json" in token.attributes().get("type", "").lower():
                _json_ld(token.raw, found)
        elif token.closing:
            reader.close(token.name)
        else:
            reader.open(token)
    reader.finish()
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

    __slots__ = ("depth", "path", "property", "text", "type")

    def __init__(self, depth: int, path: str, property_: str, type_: str | None) -> None:
        self.depth = depth
        self.path = path
        self.property = property_
        self.type = type_
        self.text: list[str] = []


class _Microdata:
    """Collects items while the tags go by; one outermost item at a time, inner ones flattened into it."""

    def __init__(self, found: list[Markup]) -> None:
        self.found = found
        self.open_names: list[str] = []
        self.scopes: list[_Scope] = []
        self.flat: dict[str, str] = {}

    def open(self, tag: Tag) -> None:
        """A start tag; only elements within an item are counted."""
        lower = tag.source.lower()
        starts = "itemscope" in lower or "itemtype" in lower
        if not self.scopes and not starts:
            return
        void = tag.name in _VOID or tag.source.endswith("/")
        if not void:
            self.open_names.append(tag.name)
        if not starts and "itemprop" not in lower:
            return
        attributes = tag.attributes()
        name = attributes.get("itemprop", "").split(" ")[0][:80]
        path = ".".join(part for part in (self._path(), name) if part)
        if starts and not void and len(self.scopes) <= _DEPTH_LIMIT:
            type_ = _type(attributes.get("itemtype", ""))
            if self.scopes and type_ and path:
                self.flat.setdefault(f"{path}.@type", type_)
            self.scopes.append(_Scope(len(self.open_names), path if self.scopes else "", "", type_))
        elif name and self.scopes:
            value = attributes.get(_VALUE_ATTRIBUTE.get(tag.name, "content"))
            if value is not None:
                self._set(path, value)
            elif not void and len(self.scopes) <= _DEPTH_LIMIT + 1:
                self.scopes.append(_Scope(len(self.open_names), self._path(), path, None))

    def _path(self) -> str:
        return self.scopes[-1].path if self.scopes else ""

    def _set(self, path: str, value: str) -> None:
        if len(self.flat) < PROPERTY_LIMIT:
            self.flat.setdefault(path, " ".join(value.split())[:VALUE_LIMIT])

    def text(self, source: str) -> None:
        """A text between tags: belongs to the innermost property that is open."""
        if self.scopes and self.scopes[-1].property and len(self.scopes[-1].text) < 50:
            self.scopes[-1].text.append(source[:VALUE_LIMIT])

    def close(self, name: str) -> None:
        """An end tag."""
        if name not in self.open_names[-50:]:
            return
        while self.open_names:
            depth = len(self.open_names)
            closed = self.open_names.pop()
            while self.scopes and self.scopes[-1].depth == depth:
                self._end(self.scopes.pop())
            if closed == name:
                return

    def _end(self, scope: _Scope) -> None:
        if scope.property:
            self._set(scope.property, unescape("".join(scope.text)))
        elif not self.scopes:
            if scope.type and len(self.found) < ITEM_LIMIT:
                self.found.append(Markup(scope.type, self.flat))
            self.flat = {}

    def finish(self) -> None:
        """Ends what was left open."""
        while self.scopes:
            self._end(self.scopes.pop())
