"""HTML to the text that a reader sees."""

from __future__ import annotations

import pytest

from parsers.html import Page, to_text
from parsers.quotes import split

TEXTS = {
    "inline tags split no words": ("<p>inter<b>view</b>ed <i>to</i>day</p>", "interviewed today"),
    "blocks break lines": ("<div>One</div><div>Two</div>", "One\nTwo"),
    "paragraphs stand apart": ("<p>One</p><p>Two</p>", "One\n\nTwo"),
    "br": ("One<br>Two<br/><br />Three", "One\nTwo\n\nThree"),
    "empty div is an empty line": ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
    "entities": ("<p>R&amp;D &eacute;t&#233; &lt;5 &euro;</p>", "R&D été <5 €"),
    "nbsp": ("<p>3&nbsp;pm</p>", "3 pm"),
    "whitespace folds": ("<p>One\n   two\t three </p>", "One two three"),
    "pre keeps lines": ("<pre>One\n Two</pre>", "One\nTwo"),
    "list": ("<ul><li>One</li><li><p>Two</p></li></ul>", "- One\n\n- Two"),
    "table": ("<table><tr><td>When:</td><td>Tuesday</td></tr><tr><td>Where:</td><td>Leeds</td></tr></table>",
              "When: Tuesday\nWhere: Leeds"),
    "link keeps its text": ('<p>Please <a href="https://example.com/x">book a slot</a>.</p>', "Please book a slot."),
    "style and script": ("<style>p{}</style><script>var a='<p>x</p>'</script><p>One</p>", "One"),
    "head": ("<html><head><title>T</title><meta charset=x></head><body>One</body></html>", "One"),
    "display none": ('<div style="display:none">no</div><div>One</div>', "One"),
    "display none, spaced": ('<div style="color:red; DISPLAY : none">no</div>One', "One"),
    "visibility": ('<span style="visibility:hidden">no</span>One', "One"),
    "font size zero": ('<div style="font-size:0px">no<p style="font-size:14px">One</p></div>', "One"),
    "zero height": ('<div style="max-height:0;overflow:hidden">no</div>One', "One"),
    "preheader class": ('<span class="preheader">no</span>One', "One"),
    "hidden attribute": ("<div hidden>no</div>One", "One"),
    "class that only sounds so": ('<p class="header hidden-xs">One</p>', "One"),
    "hidden ends with its element": ('<div style="display:none">no<b>no</div><div>One</div>', "One"),
    "padding characters": ("<p>One&zwnj;&#847;&shy;&#8203;</p>", "One"),
    "comment": ("<!-- no <p>no</p> --><p>One</p>", "One"),
    "conditional comment": ("<!--[if mso]><p>no</p><![endif]--><![if !mso]><p>One</p><![endif]>", "One"),
    "unclosed comment": ("<p>One</p><!-- no", "One\n\nno"),
    "unclosed paragraphs": ("<p>One<p>Two", "One\n\nTwo"),
    "unclosed everything": ("<div><b><table><tr><td>One", "One"),
    "closed too often": ("</div></p>One</b></td>", "One"),
    "crossed": ("<b>One<i>two</b>three</i>", "Onetwothree"),
    "cut within a tag": ('<p>One</p><a href="https://exam', "One"),
    "cut within a style": ("<p>One</p><style>p { color", "One"),
    "less-than in prose": ("<p>5 < 6 and a<b</p>", "5 < 6 and a"),
    "greater-than in an attribute": ('<p title="a > b">One</p>', "One"),
    "apostrophe in an attribute": ('<p title="it\'s">One</p>', "One"),
    "attribute without quotes": ("<p class=x style=color:red>One</p>", "One"),
    "quote never closed": ('<p title="a>One</p>', "One"),
    "reference too large": ("<p>One&#99999999999999999999;</p>", "One"),
    "no html": ("One", "One"),
    "nothing": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize(("html", "text"), TEXTS.values(), ids=TEXTS)
def test_text(html, text):
    assert to_text(html) == text


HISTORIES = {
    "gmail": '<div dir="ltr">New.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, May 11, '
    '2026 at 9:00 AM Sam &lt;<a href="mailto:s@example.org">s@example.org</a>&gt; wrote:<br></div>'
    '<blockquote class="gmail_quote" style="border-left:1px solid"><div>Old.</div></blockquote></div>',
    "gmail without blockquote": '<div>New.</div><div class="gmail_quote"><div>On Mon, May 11, 2026 at 9:00 AM Sam '
    "&lt;s@example.org&gt; wrote:</div><div>Old.</div></div>",
    "apple": '<body>New.<br><div><br><blockquote type="cite"><div>On 11 May 2026, at 09:00, Sam wrote:</div><br>'
    "<div>Old.</div></blockquote></div></body>",
    "outlook web": '<div>New.</div><hr><div id="divRplyFwdMsg"><b>Od:</b> Sam</div><div><p>Old.</p></div>',
    "outlook": '<p class=MsoNormal>New.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in">'
    "<p class=MsoNormal><b>From:</b> Sam &lt;s@example.org&gt;<br><b>Sent:</b> Monday<br><b>To:</b> Kim<br>"
    "<b>Subject:</b> x</p></div><p class=MsoNormal>Old.</p>",
    "yahoo": '<div>New.</div><div class="yahoo_quoted"><div>On Monday, Sam wrote:</div><div>Old.</div></div>',
    "thunderbird": '<p>New.</p><div class="moz-cite-prefix">On 11/05/2026 09:00, Sam wrote:<br></div>'
    '<blockquote type="cite" cite="mid:x@example.org"><p>Old.</p></blockquote>',
    "gmx": '<div>New.</div><div name="quote" style="margin:10px"><b>Gesendet:</b> Montag<br>Old.</div>',
    "mac outlook": '<div>New.</div><span id="OLK_SRC_BODY_SECTION"><div>From: Sam</div><div>Old.</div></span>',
}


@pytest.mark.parametrize("html", HISTORIES.values(), ids=HISTORIES)
def test_history_is_cut(html):
    parts = split(to_text(html))
    assert parts.own == "New."
    assert "Old." in parts.quoted


def test_reply_below_and_between_quotes_in_html():
    html = "<blockquote>Old one?</blockquote><div>New one.</div><blockquote>Old two?</blockquote>"
    assert split(to_text(f"<div class=gmail_quote>{html}</div><p>New two.</p>")).own == "New one.\n\nNew two."


def test_indented_paragraph_is_own():
    html = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>Our offer.</div></blockquote>'
    assert to_text(html) == "Our offer."


def test_deep_quotes_are_marked_three_deep_at_most():
    assert to_text("<blockquote>" * 200 + "Old") == "> > > Old"


def test_five_thousand_nested_divs():
    assert to_text("<div>" * 5000 + "One" + "</div>" * 5000) == "One"
    assert to_text("<div>" * 5000 + "One") == "One"


def test_a_tree_that_is_too_deep_keeps_its_lines():
    assert to_text("<div>" * 5000 + "<p>One</p>two<br>three<div>four</div>") == "One\n\ntwo\nthree\nfour"


def test_what_was_hidden_ends_where_the_next_paragraph_starts():
    assert to_text('<p style="display:none">no<p>One') == "One"


def test_void_elements_hold_nothing():
    assert to_text("<br hidden>One<hr hidden>Two<img hidden>") == "One\nTwo"


def test_very_many_tags_are_cut():
    page = Page("<b>x</b>" * 20_000)
    assert page.cut
    assert len(page.text) == 15_000
    assert not Page("<b>x</b>" * 10_000).cut
