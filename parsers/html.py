"""HTML mail to the text a reader sees, quoted history marked with ``> `` so that ``quotes.split`` can cut it."""

from __future__ import annotations

import re

from parsers.tags import Tag, tokens, unescape

HTML_LIMIT = 1_000_000
"""Characters of HTML that are read; newsletters reach 300 KB, mail clients clip at 100 KB."""
LINK_LIMIT = 50
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
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_UNSEEN = frozenset({"head", "template", "object", "select", "svg", "math", "map", "audio", "video"})
_CLOSES_ITSELF = {"p": "p", "li": "li", "tr": "tr", "td": "td", "th": "th", "dt": "dt", "dd": "dd", "option": "option"}
"""Start tags before which an open element of that name ends, where no other block opened since."""

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
_LINK = re.compile(r"href\s{0,3}=\s{0,3}[\"']?\s{0,3}(https?://[^\s\"'<>]{1,500})", re.IGNORECASE)


def to_text(html: str) -> str:
    """The text of an HTML mail as a reader sees it, at most 1 MB of HTML.

    Blocks stand on lines of their own, inline tags do not split words, links keep their text. What is hidden
    (preheaders, scripts, styles) is dropped. Quoted history comes with ``> `` before each line.
    """
    writer = _Writer()
    for token in tokens(html[:HTML_LIMIT]):
        if isinstance(token, str):
            writer.text(token)
        elif token.closing:
            writer.close(token.name)
        else:
            writer.open(token)
    return writer.finish()


def links(html: str) -> tuple[str, ...]:
    """The web addresses that the HTML links to, without repetition, at most 50."""
    found: dict[str, None] = {}
    for link in _LINK.finditer(html[:HTML_LIMIT]):
        found.setdefault(unescape(link[1]))
        if len(found) >= LINK_LIMIT:
            break
    return tuple(found)


class _Element:
    """An open element: what it hides, how deep its text is quoted, whether whitespace counts in it."""

    __slots__ = ("hidden", "name", "pre", "quote", "tiny")

    def __init__(self, name: str, parent: _Element | None) -> None:
        self.name = name
        self.hidden: bool = parent.hidden if parent else False
        self.tiny: bool = parent.tiny if parent else False
        self.quote: int = parent.quote if parent else 0
        self.pre: bool = parent.pre if parent else False


class _Writer:
    """Takes tags and texts in their order and builds the lines."""

    def __init__(self) -> None:
        self.stack = [_Element("", None)]
        self.counts: dict[str, int] = {}
        self.lines: list[tuple[int, str]] = []
        self.pieces: list[str] = []
        self.line_quote = 0
        self.rest_quoted = 0
        self.bullet = False

    def text(self, source: str) -> None:
        """A text between tags."""
        top = self.stack[-1]
        if top.hidden or top.tiny:
            return
        text = unescape(source)
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
        if name in _CLOSES_ITSELF:
            self._close_sibling(_CLOSES_ITSELF[name])
        if name in _BLOCK:
            self.break_line(blank=name in _PARAGRAPH)
        elif name in {"td", "th"}:
            self._add(" ")
        if name in _VOID or tag.source.endswith("/"):
            return
        element = _Element(name, self.stack[-1])
        if name in _UNSEEN or tag.raw:
            element.hidden = True
        elif name == "pre":
            element.pre = True
        if tag.source or name == "blockquote":
            self._style(element, tag)
        self.stack.append(element)
        self.counts[name] = self.counts.get(name, 0) + 1
        if name == "li":
            self.bullet = True

    def _style(self, element: _Element, tag: Tag) -> None:
        source = tag.source
        lower = source.lower()
        if not any(word in lower for word in ("style", "class", "id", "hidden", "name")) and tag.name != "blockquote":
            return
        attributes = tag.attributes()
        style, classes, id_ = attributes.get("style", ""), attributes.get("class", ""), attributes.get("id", "")
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

    def _close_sibling(self, name: str) -> None:
        top = self.stack[-1]
        if top.name == name or (top.name == "p" and self.stack[-2].name == name != "p"):
            self.close(name)

    def close(self, name: str) -> None:
        """An end tag: everything opened since the start tag of that name ends; without one, nothing does."""
        if name == "p" and not self.counts.get("p"):
            self.break_line(blank=True)
        if not self.counts.get(name):
            return
        if name in _BLOCK:
            self.break_line(blank=name in _PARAGRAPH)
        elif name in {"td", "th"}:
            self._add(" ")
        while True:
            element = self.stack.pop()
            self.counts[element.name] -= 1
            if element.name == name:
                return
            if element.name in _BLOCK:
                self.break_line()

    def finish(self) -> str:
        """The text, quoted lines marked."""
        self.break_line()
        out: list[str] = []
        for quote, line in self.lines:
            prefix = "> " * min(quote, _QUOTE_DEPTH_LIMIT)
            out.append((prefix + line).rstrip() if quote else line)
        return "\n".join(out).strip("\n")
