"""HTML mail to the tree of Beautiful Soup, in time linear in its length whatever it holds.

``html.parser`` takes quadratic time on unclosed comments, tags and quotes, gives up at some declarations, and differs
between the versions of Python in all of these. So what is no plain tag is cut or put right before it is parsed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.builder._htmlparser import HTMLParserTreeBuilder  # bs4.builder has it too, but not for type checkers
from bs4.element import PageElement

HTML_LIMIT = 512 * 1024
"""Characters of HTML that are read; newsletters reach 300 KB, mail clients clip at 100 KB."""
TAG_LIMIT = 30_000
"""Start and end tags that are read; a newsletter of 300 KB has about 10,000."""
DEPTH_LIMIT = 250
"""Elements within elements; those further in stay empty, their text and children go to the last one that counts."""

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_RAW = frozenset(
    {"script", "style", "title", "textarea", "noscript", "xml", "xmp", "iframe", "noembed", "noframes", "plaintext"}
)
"""Elements whose content is no text to read: cut, but for the data in scripts of JSON-LD."""
_CLOSES_ITSELF = frozenset({"p", "li", "tr", "td", "th", "dt", "dd", "option"})
"""Start tags before which an open element of that name ends, where no other block opened since."""

_RAW_END = {name: re.compile(rf"</{name}(?=[\s>/])", re.IGNORECASE) for name in _RAW}
_PLAIN_TAG = (
    r"/?+[a-z][a-z0-9:._-]{0,40}+(?=[ \t\n/>])[^<>\"'=]*+"
    r"(?:=\s*+(?:\"[^\"<>]*+\"|'[^'<>]*+'|[^\s<>\"']*+)[^<>\"'=]*+)*+>"
)
_TO_MEND = re.compile(rf"<(?:(?:{'|'.join(sorted(_RAW))})(?![a-z0-9:._-])|(?!{_PLAIN_TAG}))", re.IGNORECASE)
"""A ``<`` that begins no plain tag, or the start of a raw element. It looks no further than the next ``<`` or ``>``."""
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:._-]{0,40})")
_ATTRIBUTE = re.compile(r"([^\s=/\"'<>][^\s=/<>\"']{0,60})(?:\s{0,20}=\s{0,20}(\"[^\"]*\"?|'[^']*'?|[^\s>]*))?")
_OPEN_QUOTE = re.compile(r"=\s{0,20}(\"[^\"]*\Z|'[^']*\Z)")
_HUGE_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")
_TEXTLESS = re.compile(r"<(?:img|meta|wbr|col|input|source|track|embed|param)(?![a-z0-9:._-])[^<>]*+>", re.IGNORECASE)
"""Tags that hold no text, no link and no other element: in a newsletter a sixth of the tree."""
_QUOTED_VALUE_LIMIT = 4096
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)>")
_PAIR = re.compile(r"([^\s/][^\s/=]*)(?:\s*=+\s*(\"[^\"]*\"|'[^']*'|(?![\"'])[^\s]*))?")


class _Builder(HTMLParserTreeBuilder):
    """Values of attributes as they stand, the first of several; references decoded a text at a time."""

    def __init__(self) -> None:
        super().__init__(
            multi_valued_attributes=None,
            string_containers={},
            store_line_numbers=False,
            on_duplicate_attribute="ignore",
        )
        self.empty_element_tags: set[str] = set()  # Soup closes void elements itself

    def feed(self, markup: Any, _parser_class: Any = None) -> None:
        """Hand a ``mended`` document over tag by tag, in a third of the time that ``html.parser`` takes.

        No ``<`` or ``>`` stands within a tag of such a document, and a script holds nothing but data.
        """
        soup = self.soup
        if soup is None or not isinstance(markup, str):
            return
        position = 0
        while (found := _TAG.search(markup, position)) is not None:
            if found.start() > position:
                soup.handle_data(unescape(markup[position : found.start()]))
            position = found.end()
            name = found[2].lower()
            if found[1]:
                soup.handle_endtag(name)
                continue
            attributes, closed = _inside(found[3]) if found[3] else ({}, False)
            soup.handle_starttag(name, None, None, attributes)
            if closed:
                soup.handle_endtag(name)
            elif name == "script":
                end = markup.find("</script", position)
                end = len(markup) if end == -1 else end
                if end > position:
                    soup.handle_data(markup[position:end])
                position = end
        if position < len(markup):
            soup.handle_data(unescape(markup[position:]))


def _inside(text: str) -> tuple[dict[str, str], bool]:
    """The attributes in a plain tag, of two with one name the first; and whether it ends in a slash of its own."""
    found: dict[str, str] = {}
    end = 0
    for pair in _PAIR.finditer(text):
        value = pair[2] or ""
        if value[:1] in {'"', "'"}:
            value = value[1:-1]
        found.setdefault(pair[1].lower(), unescape(value) if "&" in value else value)
        end = pair.end()
    return found, text[-1] == "/" and end < len(text)


class Soup(BeautifulSoup):
    """The tree of a page that went through ``mended``; paragraphs, rows and the like end where the next one starts."""

    def __init__(self, source: str) -> None:
        self.shallow: Counter[str] = Counter()
        super().__init__(source, builder=_Builder())

    def handle_starttag(
        self, name: str, namespace: str | None, nsprefix: str | None, attrs: Any, *args: Any, **kwargs: Any
    ) -> Tag | None:
        """A start tag as the tree builder hands it over."""
        if name in _CLOSES_ITSELF:
            self._close_sibling(name)
        too_deep = len(self.tagStack) > DEPTH_LIMIT
        tag = super().handle_starttag(name, namespace, nsprefix, attrs, *args, **kwargs)
        if name in VOID:
            self.popTag()
        elif too_deep:
            self.popTag()
            self.shallow[name] += 1
        return tag

    def _close_sibling(self, name: str) -> None:
        top = self.tagStack[-1]
        if top.name == name or (top.name == "p" and len(self.tagStack) > 1 and self.tagStack[-2].name == name):
            super().handle_endtag(name)

    def handle_endtag(self, name: str, nsprefix: str | None = None) -> None:
        """An end tag; one of a paragraph that is not open stands for an empty paragraph, as browsers have it."""
        if self.shallow[name]:
            self.shallow[name] -= 1
            if name != "li":  # a second empty element, so that what follows stands apart as it did
                super().handle_starttag(name, None, None, {})
                self.popTag()
            return
        if name == "p" and not self.open_tag_counter.get(name):
            super().handle_starttag(name, None, None, {})
        super().handle_endtag(name, nsprefix)


def parse(source: str) -> tuple[Soup, bool]:
    """The tree of an HTML document, and whether it was too long to be read whole."""
    text = mended(source[:HTML_LIMIT])
    if "itemprop" not in text.lower():
        text = _TEXTLESS.sub("", text)
    cut = len(source) > HTML_LIMIT
    if text.count("<") > TAG_LIMIT:
        text = "<".join(text.split("<", TAG_LIMIT + 1)[: TAG_LIMIT + 1])
        cut = True
    return Soup(text + "\n"), cut  # without a line break, a short text could be warned of as the name of a file


def walk(root: Tag) -> Iterator[tuple[PageElement, bool]]:
    """The elements and texts below ``root`` in their order, with True; each element again at its end, with False."""
    stack = [(root, iter(root.contents))]
    while True:
        owner, contents = stack[-1]
        for element in contents:
            yield element, True
            if isinstance(element, Tag):
                stack.append((element, iter(element.contents)))
                break
        else:
            stack.pop()
            if not stack:
                return
            yield owner, False


def mended(source: str) -> str:
    """The document with plain tags and texts only: a parser needs no look beyond the ``>`` that is next.

    Comments, declarations, instructions and the content of styles and scripts go; a tag with open or odd quotes is
    written anew; a ``<`` that begins no tag becomes a reference. A tag or style that is never closed ends the document.
    """
    source = source.replace("\0", "").replace("\r", "\n").replace("\f", " ")
    if "&#" in source:
        source = _HUGE_REFERENCE.sub("", source)
    pieces: list[str] = []
    missing: set[str] = set()
    position = 0
    while (found := _TO_MEND.search(source, position)) is not None:
        at = found.start()
        pieces.append(source[position:at])
        named = _NAME.match(source, at + 1)
        if named is not None:
            piece, position = _mended_tag(source, at, named[1].lower(), named.end())
            pieces.append(piece)
        elif source.startswith(("<!", "<?", "</"), at):
            position = _after_declaration(source, at, missing)
        else:
            pieces.append("&lt;")
            position = at + 1
    pieces.append(source[position:])
    return "".join(pieces)


def _mended_tag(source: str, at: int, name: str, name_end: int) -> tuple[str, int]:
    """A tag written anew and the position after it, or after the whole element for a raw one."""
    end = _tag_end(source, at)
    if end == -1:
        return "", len(source)  # cut within a tag
    if source[at + 1] == "/":
        return f"</{name}>", end + 1
    inner = source[name_end:end]
    if name in _RAW:
        return _raw(source, name, inner, end + 1)
    attributes: list[str] = []
    for key, value in _ATTRIBUTE.findall(inner):
        quoted = value.strip("\"'").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
        attributes.append(f' {key}="{quoted}"')
    return f"<{name}{''.join(attributes)}{' /' if inner.endswith('/') else ''}>", end + 1


def _raw(source: str, name: str, inner: str, start: int) -> tuple[str, int]:
    ending = _RAW_END[name].search(source, start)
    if ending is None:
        stop = after = len(source)
    else:
        stop = ending.start()
        after = source.find(">", stop) + 1 or len(source)
    if name == "script" and "ld+json" in inner.lower():
        data = source[start:stop].replace("</", "<\\/")  # the same to JSON, and no end of a script to any parser
        return f'<script type="application/ld+json">{data}</script>', after
    return "", after


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
