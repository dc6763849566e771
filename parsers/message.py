"""A mail's octets to a ``Message``: what its header says, and the writer's own new words apart from all else."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from parsers import header, mime, quotes, tables
from parsers.body import Body
from parsers.errors import NotAMessage
from parsers.facts import Address, Message, MessageId

SUBJECT_LIMIT = 1000
FIELD_LIMIT = 1000
"""Characters kept of each further header field."""
FIELDS_LIMIT = 100
FAULT_LIMIT = 20

_OF_A_MAIL = frozenset(
    {
        "from", "to", "subject", "date", "message-id", "received", "return-path", "mime-version", "content-type", "cc",
        "bcc", "sender", "reply-to", "in-reply-to", "references", "delivered-to", "x-mailer", "user-agent", "list-id",
    }
)  # fmt: skip
"""Fields of which at least one must be there for the input to be a mail."""
_TYPED = frozenset(
    {"date", "to", "cc", "bcc", "reply-to", "in-reply-to", "references", "subject", "message-id", "from"}
)
"""Fields that ``Message`` has attributes for."""
_TRACES = re.compile(
    r"received|x-received|arc-|dkim-|domainkey-|x-google-|x-gm-|x-forefront|x-microsoft-antispam|"
    r"x-ms-(?!exchange-inbox-rules)|x-spam|x-ironport|x-mimecast|x-proofpoint|x-face|x-tm-|content-(?!type$)"
)
"""Fields that say how a mail travelled; long, many, and of no use to the signals."""
_ONCE = ("from", "date", "message-id", "subject", "to")
_UTF8_MARK = b"\xef\xbb\xbf"


def parse(source: bytes, *, truncated: bool = False) -> Message:
    """The message in these octets (RFC 5322 and MIME), read as far as it goes.

    ``truncated`` says that the source is only the beginning of the mail. Whatever is malformed is noted in
    ``Message.faults``. Raises ``NotAMessage`` where no field of a mail stands at the beginning.
    """
    source = source.removeprefix(_UTF8_MARK).lstrip(b"\r\n")
    faults: list[str] = []
    header_end, body_start = header.end_of_header(source)
    fields, lost = header.split_fields(source[:header_end], faults)
    if not any(name in _OF_A_MAIL for name, _ in fields):
        raise NotAMessage("This is no mail: no header such as From, Date or Subject stands at its beginning.")
    if lost:
        source, body_start = lost + source[header_end:], 0
    elif header_end == header.HEADER_LIMIT:
        faults.append("the header is longer than 256 KB; the rest of it was not read")
    head = _head(fields, faults)
    body = Body(source, mime.tree(source, fields, body_start, faults), faults, truncated=truncated)
    text = body.read()
    parts = quotes.split(text, head.from_.name if head.from_ else "")
    quoted = "\n\n".join(filter(None, (parts.quoted, body.enclosed)))
    return Message(
        message_id=head.message_id,
        date=head.date,
        from_=head.from_,
        to=head.to,
        cc=head.cc,
        reply_to=head.reply_to,
        in_reply_to=head.in_reply_to,
        references=head.references,
        subject=head.subject,
        headers=head.headers,
        text=parts.own,
        quoted=quoted,
        signature=parts.signature,
        forwarded=parts.forwarded or _is_forward(head, quoted, enclosed=bool(body.enclosed)),
        events=body.events,
        markup=body.markup,
        attachments=body.attachments,
        faults=tuple(dict.fromkeys(faults))[:FAULT_LIMIT],
    )


def parse_header(source: bytes) -> Message:
    """The header alone, as an IMAP server sends it when asked for some of its fields. Never raises."""
    faults: list[str] = []
    header_end, _ = header.end_of_header(source)
    return _head(header.split_fields(source[:header_end], faults)[0], faults)


def _head(fields: header.Fields, faults: list[str]) -> Message:
    """A message of which only the header is known."""
    first: dict[str, bytes] = {}
    headers: dict[str, str] = {}
    for name, value in fields:
        if name in first:
            if name in _ONCE:
                faults.append(f"the field {name.capitalize()} stands there more than once; the first counts")
            elif name in {"references", "in-reply-to", "cc"}:
                first[name] += (b", " if name == "cc" else b" ") + value
            continue
        first[name] = value
        if len(headers) < FIELDS_LIMIT and _is_kept(name):
            headers[name] = header.decode(value[: 4 * FIELD_LIMIT])[:FIELD_LIMIT]
    people = {name: _addresses(first, name) for name in ("from", "sender", "to", "cc", "reply-to")}
    from_ = next(iter(people["from"] or people["sender"]), None)
    if from_ is None:
        faults.append("no sender is named" if "from" not in first else "the sender's address cannot be read")
    if "date" in first:
        date = header.moment(header.raw_text(first["date"]), faults)
    else:
        date = None
        faults.append("no date is given")
    if date is None and "received" in first:  # the last server that took it in wrote when (RFC 5321 section 4.4)
        date = header.moment(header.raw_text(first["received"]).rpartition(";")[2], [])
    own_id = next(iter(_ids(first, "message-id")), None)
    if own_id is None:
        faults.append("no Message-ID is given" if "message-id" not in first else "the Message-ID cannot be read")
    known = {f"<{who.address}>" for group in people.values() for who in group}
    parents = tuple(id_ for id_ in _ids(first, "in-reply-to") if id_.lower() not in known)
    return Message(
        message_id=own_id,
        date=date,
        from_=from_,
        to=people["to"],
        cc=people["cc"],
        reply_to=people["reply-to"],
        in_reply_to=parents[:10],
        references=header.capped(_ids(first, "references")),
        subject=header.decode(first.get("subject", b""))[:SUBJECT_LIMIT],
        headers=headers,
        faults=tuple(dict.fromkeys(faults))[:FAULT_LIMIT],
    )


@lru_cache(maxsize=512)
def _is_kept(name: str) -> bool:
    """Whether a field stands among the further header fields of a message."""
    return name not in _TYPED and _TRACES.match(name) is None


def _addresses(first: dict[str, bytes], name: str) -> tuple[Address, ...]:
    return header.addresses(header.raw_text(first[name])) if name in first else ()


def _ids(first: dict[str, bytes], name: str) -> tuple[MessageId, ...]:
    return header.message_ids(first[name].decode("latin-1")) if first.get(name) else ()


@cache
def _forward_subject() -> re.Pattern[str]:
    prefixes = sorted(tables.words("quotes", "forward_subject"), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, prefixes))})\s?:", re.IGNORECASE)


def _is_forward(head: Message, quoted: str, *, enclosed: bool) -> bool:
    """Outlook heads a forwarded mail as it heads an answered one: only the subject tells them apart."""
    if enclosed:
        return "report" not in head.headers.get("content-type", "")[:40].lower()
    return bool(quoted) and _forward_subject().match(head.subject) is not None
