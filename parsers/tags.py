"""HTML to a stream of tags and texts, in time linear in its length whatever it holds.

The parsers at hand take quadratic time on unclosed comments, tags or quotes, and about 1 KB of memory a tag. A mail
needs no tree: what hides or quotes a text is known when the text comes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:._-]{0,40})")
_ATTRIBUTE = re.compile(r"([^\s=/\"'>][^\s=/>]{0,60})(?:\s{0,20}=\s{0,20}(\"[^\"]*\"?|'[^']*'?|[^\s>]*))?")
_OPEN_QUOTE = re.compile(r"=\s{0,20}(\"[^\"]*\Z|'[^']*\Z)")
_DECIMAL_OVERFLOW = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")
RAW = frozenset({"script", "style", "title", "textarea", "noscript", "xml"})
"""Elements whose content is no text to read; it comes as one piece of the tag that opens them."""
_RAW_END = {name: re.compile(rf"</{name}(?=[\s>/])", re.IGNORECASE) for name in RAW}
_QUOTED_VALUE_LIMIT = 4096


class Tag(NamedTuple):
    """A start or end tag. ``source`` is what stands between name and ``>``; ``raw`` the content of a RAW element."""

    name: str
    closing: bool
    source: str
    raw: str = ""

    def attributes(self) -> dict[str, str]:
        """The attributes by lower-case name, entities decoded; a repeated one counts the first time."""
        found: dict[str, str] = {}
        for name, value in _ATTRIBUTE.findall(self.source):
            found.setdefault(name.lower(), unescape(value.strip("\"'")))
        return found


def unescape(text: str) -> str:
    """Character references decoded; absurdly long ones, on which the standard library raises, are dropped."""
    if "&" not in text:
        return text
    return html.unescape(_DECIMAL_OVERFLOW.sub("", text))


def tokens(source: str) -> Iterator[Tag | str]:
    """The tags and texts (entities still encoded) of an HTML document. Comments, declarations and instructions go."""
    position = 0
    missing: set[str] = set()
    while True:
        at = source.find("<", position)
        if at == -1:
            break
        if at > position:
            yield source[position:at]
        named = _NAME.match(source, at + 1)
        if named is not None:
            end = _tag_end(source, at)
            if end == -1:
                return  # cut within a tag
            name = named[1].lower()
            closing = source[at + 1] == "/"
            position = end + 1
            raw = ""
            if name in RAW and not closing:
                ending = _RAW_END[name].search(source, position)
                stop = ending.start() if ending else len(source)
                raw, position = source[position:stop], stop
            yield Tag(name, closing, source[named.end() : end], raw)
        elif source.startswith(("<!", "<?", "</"), at):
            position = _after_declaration(source, at, missing)
        else:
            yield "<"
            position = at + 1
    if position < len(source):
        yield source[position:]


def _tag_end(source: str, at: int) -> int:
    """Where the tag's ``>`` is. One within a quoted value is passed over, if the quote is closed nearby."""
    end = source.find(">", at)
    for _ in range(8):
        if end == -1 or end - at > _QUOTED_VALUE_LIMIT:
            break
        inner = source[at:end]
        if inner.count('"') % 2 == 0 and inner.count("'") % 2 == 0:
            return end
        open_quote = _OPEN_QUOTE.search(inner)
        if open_quote is None:
            return end
        close = source.find(open_quote[1][0], end, end + _QUOTED_VALUE_LIMIT)
        if close == -1:
            return end
        following = source.find(">", close)
        if following == -1:
            return end
        end = following
    return end


def _after_declaration(source: str, at: int, missing: set[str]) -> int:
    """The position after a comment, declaration or instruction; after its ``<`` and sign where it is never closed."""
    closer = "-->" if source.startswith("<!--", at) else ">"
    if closer == "-->" and source.startswith(("<!-->", "<!--->"), at):
        return source.index(">", at) + 1
    for ending in (closer, ">"):
        if ending in missing:
            continue
        end = source.find(ending, at + 2)
        if end != -1:
            return end + len(ending)
        missing.add(ending)
    return at + (4 if closer == "-->" else 2)
