"""HTML mail to the text a reader sees, quoted history marked with ``> `` so that ``quotes.split`` can cut it."""

from __future__ import annotations

import re
from functools import cached_property

from bs4 import Tag

from parsers.soup import VOID, parse, walk

_QUOTE_DEPTH_LIMIT = 3

_BLOCK = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
        "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead",
        "tr", "ul",
    }
)  # fmt: skip
_PARAGRAPH = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"})
_UNSEEN = frozenset({"head", "script", "template", "object", "select", "svg", "math", "map", "audio", "video"})

_QUOTED_CLASS = re.compile(
    r"(?:^|[\s_-])(?:gmail_attr|yahoo_quoted|moz-cite-prefix|moz-forward-container|zmail_extra|sh-quoted-content|"
    r"front-blockquote|ms-outlook-mobile-reference-message|tutanota_quote)(?:$|\s)"
)
_QUOTED_ID = re.compile(r"^(?:x_)*(?:OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|isReplyContent)$")
_REST_ID = re.compile(r"^(?:x_)*divRplyFwdMsg$")
_OUTLOOK_RULE = re.compile(r"border-top:\s*solid\s+#\w{6}\s+1\.0pt;\s*padding:\s*3\.0pt\s", re.IGNORECASE)
_INDENT_ONLY = re.compile(r"border(?:-left)?(?:-width)?:\s*(?:none|0)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$))", re.IGNORECASE
)
_ZERO_HEIGHT = re.compile(r"(?:^|[;\s])(?:max-)?height\s*:\s*0(?:px)?\s*(?:;|!|$)", re.IGNORECASE)
_FONT_SIZE = re.compile(r"font-size\s*:\s*([0-9.]+)", re.IGNORECASE)
_PREHEADER = re.compile(r"(?:^|[\s_-])pre-?header(?:$|[\s_-])", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u2060-\u2064\ufeff]")
_SPACE = re.compile(r"[^\S\n]+")
_WHITE = re.compile(r"\s+")


class Page:
    """An HTML mail, parsed once for its text and its markup."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.soup, self.cut = parse(source)
        """The tree, and whether the source was too long to be read whole (``soup.HTML_LIMIT``, ``soup.TAG_LIMIT``)."""

    @cached_property
    def text(self) -> str:
        """The text as a reader sees it, as ``to_text`` has it."""
        writer = _Writer()
        for element, starts in walk(self.soup):
            if not isinstance(element, Tag):
                writer.text(str(element))
            elif starts:
                writer.open(element)
            else:
                writer.close(element.name)
        return writer.finish()


def to_text(html: str) -> str:
    """The text of an HTML mail as a reader sees it, at most 512 KB of HTML.

    Blocks stand on lines of their own, inline tags do not split words, links keep their text. What is hidden
    (preheaders, scripts, styles) is dropped. Quoted history comes with ``> `` before each line.
    """
    return Page(html).text


class _Element:
    """An open element: what it hides, how deep its text is quoted, whether whitespace counts in it."""

    __slots__ = ("hidden", "pre", "quote", "tiny")

    def __init__(self, parent: _Element | None) -> None:
        self.hidden: bool = parent.hidden if parent else False
        self.tiny: bool = parent.tiny if parent else False
        self.quote: int = parent.quote if parent else 0
        self.pre: bool = parent.pre if parent else False


class _Writer:
    """Takes tags and texts in their order and builds the lines."""

    def __init__(self) -> None:
        self.stack = [_Element(None)]
        self.lines: list[tuple[int, str]] = []
        self.pieces: list[str] = []
        self.line_quote = 0
        self.rest_quoted = 0
        self.bullet = False

    def text(self, text: str) -> None:
        """A text between tags."""
        top = self.stack[-1]
        if top.hidden or top.tiny:
            return
        if not text.isascii():
            text = _INVISIBLE.sub("", text)
        if top.pre:
            first, *others = text.split("\n")
            self._add(first)
            for line in others:
                self.break_line()
                self._add(line)
            return
        self._add(_WHITE.sub(" ", text))

    def _add(self, text: str) -> None:
        if not text:
            return
        if not self.pieces:
            self.line_quote = self.stack[-1].quote + self.rest_quoted
        self.pieces.append(text)

    def break_line(self, *, blank: bool = False) -> None:
        """Ends the line that was begun; with ``blank``, an empty one follows."""
        line = _SPACE.sub(" ", "".join(self.pieces)).strip() if self.pieces else ""
        quote = self.line_quote if line else self.stack[-1].quote + self.rest_quoted
        self.pieces = []
        if line:
            self.lines.append((quote, f"- {line}" if self.bullet else line))
            self.bullet = False
        if blank and self.lines and self.lines[-1][1]:
            self.lines.append((quote, ""))

    def open(self, tag: Tag) -> None:
        """A start tag."""
        name = tag.name
        if name == "br":
            if self.pieces and "".join(self.pieces).strip():
                self.break_line()
            else:
                self.pieces = []
                if not self.stack[-1].hidden:
                    self.break_line(blank=True)
            return
        if name in _BLOCK:
            self.break_line(blank=name in _PARAGRAPH)
        elif name in {"td", "th"}:
            self._add(" ")
        if name in VOID:
            return
        element = _Element(self.stack[-1])
        if name in _UNSEEN:
            element.hidden = True
        elif name == "pre":
            element.pre = True
        if tag.attrs or name == "blockquote":
            self._style(element, tag)
        self.stack.append(element)
        if name == "li":
            self.bullet = True

    def _style(self, element: _Element, tag: Tag) -> None:
        attributes = tag.attrs
        style, classes, id_ = (str(attributes.get(name, "")) for name in ("style", "class", "id"))
        if "hidden" in attributes or _PREHEADER.search(classes):
            element.hidden = True
        elif style:
            if _HIDDEN.search(style) or ("overflow" in style and _ZERO_HEIGHT.search(style)):
                element.hidden = True
            size = _FONT_SIZE.search(style)
            if size:
                element.tiny = not size[1].strip(".0")
        if tag.name == "blockquote":
            cited = attributes.get("type") == "cite" or "quote" in classes or "cite" in attributes
            if cited or not _INDENT_ONLY.search(style):
                element.quote += 1
        elif _QUOTED_CLASS.search(classes) or _QUOTED_ID.match(id_) or attributes.get("name") == "quote":
            element.quote += 1
        elif not self.rest_quoted and (_REST_ID.match(id_) or (tag.name == "div" and _OUTLOOK_RULE.search(style))):
            self.rest_quoted = 1

    def close(self, name: str) -> None:
        """The end of an element."""
        if name in VOID:
            return
        if name in _BLOCK:
            self.break_line(blank=name in _PARAGRAPH)
        elif name in {"td", "th"}:
            self._add(" ")
        self.stack.pop()

    def finish(self) -> str:
        """The text, quoted lines marked."""
        self.break_line()
        while self.lines and not self.lines[-1][1]:
            self.lines.pop()
        out: list[str] = []
        for quote, line in self.lines:
            prefix = "> " * min(quote, _QUOTE_DEPTH_LIMIT)
            out.append((prefix + line).rstrip() if quote else line)
        return "\n".join(out).strip("\n")
