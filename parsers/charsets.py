"""Octets to text, whatever charset is claimed for them."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_ALIASES = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "iso8859-1": "cp1252", "us-ascii": "utf-8",
    "ascii": "utf-8", "ansi_x3.4-1968": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "utf8mb4": "utf-8",
    "unicode": "utf-8", "iso-8859-8-i": "iso-8859-8", "cp-1252": "cp1252",
}  # fmt: skip
"""Names that mail uses for more than they say (WHATWG Encoding Standard), and misspelt ones seen in the wild."""

_NOT_FOR_MAIL = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
"""Codecs of Python that are no charset; punycode also takes quadratic time."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+()-]{0,39}")


@lru_cache(maxsize=256)
def _codec(charset: str) -> str | None:
    """The name of Python's codec for a charset, None where nobody knows it."""
    name = charset.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    if not _NAME.fullmatch(name):
        return None
    try:
        codec = codecs.lookup(name)
        b"a".decode(codec.name)  # refuses the codecs that do not yield text, such as zlib
    except (LookupError, ValueError, ImportError, SyntaxError):
        return None
    return None if codec.name.replace("-", "_") in _NOT_FOR_MAIL else codec.name


def decode(data: bytes, charset: str, faults: list[str] | None = None, *, cut: bool = False) -> str:
    """The text of ``data`` in ``charset``; where that fails, as UTF-8, then as cp1252. Never raises.

    ``cut`` says that the data may end within a character. An unknown charset, and octets that do not fit a known
    one, are noted in ``faults``.
    """
    codec = _codec(charset) if charset else "utf-8"
    if codec is None and faults is not None:
        faults.append(f"the charset {charset[:40]!r} is not known")
    for name in dict.fromkeys((codec or "utf-8", "utf-8")):
        try:
            text = data.decode(name)
            # UTF-7 alone of Python's charsets lets half characters through, which no store or socket takes
            return text.encode("utf-8", "replace").decode("utf-8") if name == "utf-7" else text
        except UnicodeDecodeError as error:
            if cut and error.start >= len(data) - 4:
                return data[: error.start].decode(name, "ignore")
        except (ValueError, LookupError):  # some codecs raise more than UnicodeDecodeError on hostile octets
            continue
    if codec is not None and charset and faults is not None:
        faults.append(f"the text does not fit its charset {charset[:40]!r}")
    return data.decode("cp1252", "replace")
