"""Text that strangers write to make a page run, turn, break or overflow. One list for every place that shows it."""

from __future__ import annotations

TEXTS = {
    "markup": "<img src=x onerror=alert(1)><b>bold</b>",
    "script": "</script><script>alert(1)</script>",
    "attribute": "\" onmouseover=alert(1) x='",
    "link": "<a href=javascript:alert(1)>Kim Lee</a>",
    "frame": "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "style": "</style><style>*{display:none}</style>",
    "template": "{{ 7 * 7 }} ${7*7} <%= 7*7 %>",
    "entity": "&lt;b&gt;bold&lt;/b&gt; &#60;i&#62;",
    "comment": "--><svg onload=alert(1)>",
    "turned round": "\u202egnirih\u202c \u2066isolated \u200fright\u200e",
    "right to left": "מנהלת גיוס ראשית في الشركة",
    "invisible": "No\u200brth\u2060wind\ufeff\u00ad Labs",
    "stacked marks": "N" + "\u0301\u0302\u0308" * 60 + "orthwind",
    "one long word": "W" * 10_000,
    "long in two-unit signs": "😀" * 5_000,
    "many lines": "Kim\r\nBcc: all@example.net\n\n\tLee\u2028next\u2029last",
}
"""By what makes each hostile."""

TURNING = tuple("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of what stands around them: never shown as they came."""
