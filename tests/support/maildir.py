"""Makes a Maildir as a job seeker's looks after some years: mostly newsletters, some people, a few hiring processes.

The same number and seed give the same mailbox. Of the messages in the inbox 70% are newsletters with 20 to 80 KB of
HTML, 8% carry an attachment of 150 KB to 750 KB, 2% belong to hiring processes, the rest is personal mail in threads;
the user's own part of the conversations lies in Sent.
"""

from __future__ import annotations

import argparse
import base64
import os
import quopri
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.header import Header
from email.utils import formatdate
from pathlib import Path

ME = "Dana Seeker <dana@example.net>"
_YEARS = 5 * 365 * 86_400
_TEXT = """
the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one
you were all her she there would their we him been has when who will no more if out so what up about into than them
can only other time new some could these two may first then do any like my now over such our man me even most made
after also did many off before must well back through years where much your way down should because long each just
those people too how little good world make very year still see own work men day get here old life both between being
under three never know same last another while us might great go come since against right came take used himself few
house use during without again place around however home small found went say part once general high every does got
number course until always away something fact though water less public put think almost hand enough far took head yet
better set told nothing night end why called find going look asked later knew garden kitchen river market train window
summer winter tea bread music paper letter story light table colour picture road village island forest mountain
weather holiday recipe
"""
_COMMON = _TEXT.split()
_NEWS = (
    "save today only on everything for your garden",
    "the best of this week chosen by our editors",
    "free delivery ends on Sunday",
    "new in the shop this month",
    "your points are waiting",
    "five quick dinners for busy evenings",
    "read the latest from our blog",
    "members get twenty percent off",
    "tickets are on sale now",
    "what we are reading this weekend",
    "your weekly summary",
    "a look behind the scenes",
    "how to get more out of your plan",
    "update your preferences or unsubscribe at any time",
)
_ROLES = ("Data Analyst", "Backend Engineer", "Nurse Practitioner", "Office Manager", "Product Designer", "Electrician")
_SUBJECTS = (
    "Your application for {role}",
    "{role} at {company}: next steps",
    "Interview with {company}",
    "{company}: about the {role} position",
)
_STAGES = (
    "thank you for applying for the position of {role} at {company}. We have received your application and our team is "
    "looking through it. We will get back to you as soon as we can.",
    "we liked your application for {role} and would like to invite you to an interview. Could you send us a few times "
    "next week that suit you?",
    "this confirms your interview for {role} on Tuesday at 10:00. You will talk to the hiring manager and "
    "two people of the team.",
    "thank you for your time. After some thought we have decided to go on with another candidate for {role}. "
    "We wish you all the best in your search.",
)
_ANSWERS = (
    "thank you, that sounds good. I could do Tuesday or Wednesday morning.",
    "thank you for the pleasant talk yesterday. I would love to join the team at {company}.",
)
_SYSTEMS = ("no-reply@talent.example", "jobs@hire.example", "notification@apply.example")


@dataclass(frozen=True)
class Made:
    """What was made: messages in INBOX and Sent, their octets, and the Message-IDs that belong to hiring processes."""

    inbox: int
    sent: int
    octets: int
    hiring: frozenset[str]


class _Words:
    """The material that letters are put together from; made once, because it is the expensive part."""

    def __init__(self, rng: random.Random) -> None:
        syllables = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "ai", "or", "en")]
        rare = ["".join(rng.choices(syllables, k=rng.randint(2, 3))) for _ in range(6000)]
        words = _COMMON * 40 + rare
        self.paragraphs = [self._sentence(rng, words, rng.randint(25, 90)) for _ in range(1500)]
        self.subjects = [self._sentence(rng, words, rng.randint(3, 8))[:-1] for _ in range(2000)]
        self.names = [tuple(word.capitalize() for word in rng.sample(rare, 2)) for _ in range(600)]
        self.blocks = [self._block(rng, paragraph) for paragraph in self.paragraphs[:800]]
        self.quoted = [quopri.encodestring(block.encode()).decode() for block in self.blocks]
        self.style = "".join(
            f".c{n}{{margin:0;padding:{n % 30}px;color:#{n * 7919 % 0xFFFFFF:06x};font-size:{10 + n % 9}px}}\n"
            for n in range(80)
        )
        self.attachment = base64.encodebytes(rng.randbytes(1 << 20)).decode()

    @staticmethod
    def _sentence(rng: random.Random, words: Sequence[str], count: int) -> str:
        chosen = rng.choices(words, k=count)
        return f"{chosen[0].capitalize()} {' '.join(chosen[1:])}."

    @staticmethod
    def _block(rng: random.Random, paragraph: str) -> str:
        return (
            '<tr><td align="center" valign="top" style="padding:0 0 18px 0;font-family:Helvetica,Arial,sans-serif;'
            'font-size:15px;line-height:22px;color:#333333"><table border="0" cellpadding="0" cellspacing="0" '
            f'width="100%"><tbody><tr><td style="padding:9px 18px"><h2>{rng.choice(_NEWS)}</h2><p>{paragraph}</p>'
            f'<a href="https://click.shop.example/t/{rng.getrandbits(256):x}" style="background-color:#1a82e2;'
            'border-radius:6px;color:#ffffff;display:inline-block;padding:12px 24px">More</a></td></tr></tbody></table>'
            "</td></tr>\n"
        )


class Maker:
    """Makes letters. Every letter is (folder, seconds, octets, Message-ID, whether it belongs to a hiring process)."""

    def __init__(self, seed: int, now: int) -> None:
        self.rng = random.Random(seed)
        self.words = _Words(random.Random(7))
        self.now = now

    def unit(self, kind: str, size: int) -> Iterator[tuple[str, int, bytes, str, bool]]:
        """One newsletter, one mail with an attachment, or one conversation with ``size`` incoming mails."""
        when = self.now - self.rng.randint(3600, _YEARS)
        if kind == "news":
            yield self._newsletter(when)
        elif kind == "file":
            yield self._with_file(when)
        else:
            yield from self._talk(when, size, hiring=kind == "hiring")

    def _head(
        self, when: int, sender: str, to: str, subject: str, more: str = "", refs: Sequence[str] = ()
    ) -> tuple[str, str]:
        rng = self.rng
        domain = sender.rpartition("@")[2].rstrip(">")
        mid = f"<{rng.getrandbits(64):016x}.{rng.getrandbits(32):08x}@{domain}>"
        date = formatdate(when)
        coded = Header(subject, "utf-8").encode() if rng.random() < 0.1 else subject
        signature = "\n\t".join(f"{rng.getrandbits(250):063x}" for _ in range(5))
        head = (
            f"Return-Path: <bounce-{rng.getrandbits(64):x}@{domain}>\n"
            f"Received: from mx.{domain} (mx.{domain} [198.51.100.{rng.randint(1, 254)}])\n"
            f"\tby mail.example.net with ESMTPS id {rng.getrandbits(48):x}\n\tfor <dana@example.net>; {date}\n"
            f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s=k1;\n"
            f"\th=From:To:Subject:Date:Message-ID; b={signature}\n"
            f"From: {sender}\nTo: {to}\nSubject: {coded}\nDate: {date}\nMessage-ID: {mid}\n"
        )
        if refs:
            head += f"In-Reply-To: {refs[-1]}\nReferences: {' '.join(refs[-6:])}\n"
        return head + "MIME-Version: 1.0\n" + more, mid

    def _newsletter(self, when: int) -> tuple[str, int, bytes, str, bool]:
        rng, words = self.rng, self.words
        shop = f"shop{rng.randint(1, 250)}.example"
        more = (
            f"List-Id: <news.{shop}>\nList-Unsubscribe: <https://{shop}/u/{rng.getrandbits(128):x}>\nPrecedence: bulk\n"
        )
        sender = f'"{words.names[rng.randrange(250)][0]}" <news@{shop}>'
        size, blocks, total = int(20_000 * 4 ** rng.random()), [], 0
        coded = rng.random() < 0.6
        pool = words.quoted if coded else words.blocks
        while total < size:
            block = pool[rng.randrange(len(pool))]
            blocks.append(block)
            total += len(block)
        page = f"<html><head><style>{words.style}</style></head><body><table>{''.join(blocks)}</table></body></html>\n"
        if coded:
            edge = f"=_{rng.getrandbits(80):x}"
            more += f'Content-Type: multipart/alternative; boundary="{edge}"\n'
            page = (
                f"--{edge}\nContent-Type: text/plain; charset=utf-8\n\n{rng.choice(words.paragraphs)}\n\n"
                f"--{edge}\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
                f"{page}\n--{edge}--\n"
            )
        else:
            more += "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        head, mid = self._head(when, sender, ME, f"{rng.choice(_NEWS)} {rng.choice(words.subjects)}", more)
        return "INBOX", when, (head + "\n" + page).encode(), mid, False

    def _with_file(self, when: int) -> tuple[str, int, bytes, str, bool]:
        rng, words = self.rng, self.words
        first, last = rng.choice(words.names)
        edge = f"mixed{rng.getrandbits(80):x}"
        size = rng.randint(150_000, 750_000)
        start = rng.randrange((len(words.attachment) - size) // 77) * 77
        head, mid = self._head(
            when,
            f"{first} {last} <{first.lower()}.{last.lower()}@work.example>",
            ME,
            rng.choice(words.subjects),
            f'Content-Type: multipart/mixed; boundary="{edge}"\n',
        )
        text = (
            f"{head}\n--{edge}\nContent-Type: text/plain; charset=utf-8\n\nHello,\n\n{rng.choice(words.paragraphs)}\n\n"
            f"{first}\n--{edge}\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
            f'Content-Disposition: attachment; filename="scan.pdf"\n\n'
            f"{words.attachment[start : start + size]}\n--{edge}--\n"
        )
        return "INBOX", when, text.encode(), mid, False

    def _talk(self, when: int, size: int, *, hiring: bool) -> Iterator[tuple[str, int, bytes, str, bool]]:
        rng, words = self.rng, self.words
        first, last = rng.choice(words.names)
        company = rng.choice(words.names)[0]
        domain = f"{company.lower()}.example" if hiring else "friends.example"
        them = f"{first} {last} <{first.lower()}.{last.lower()}@{domain}>"
        role = rng.choice(_ROLES)
        subject = rng.choice(_SUBJECTS).format(role=role, company=company) if hiring else rng.choice(words.subjects)
        refs: list[str] = []
        said = ""
        incoming = 0
        while incoming < size:
            own = len(refs) % 3 == (2 if hiring else 1)
            if hiring:
                text = (rng.choice(_ANSWERS) if own else _STAGES[min(incoming, 3)]).format(role=role, company=company)
            else:
                text = "\n\n".join(rng.choice(words.paragraphs) for _ in range(rng.randint(1, 3)))
            body = f"Hi {first if own else 'Dana'},\n\n{text}\n\nBest wishes,\n{'Dana' if own else first}\n"
            sender = f"{company} <{rng.choice(_SYSTEMS)}>" if hiring and not refs else them
            quoted = "".join(f"> {line}\n" for line in said.splitlines()[:100])
            full = body + (f"\nOn {formatdate(when)[:16]}, somebody wrote:\n{quoted}" if quoted else "")
            head, mid = self._head(
                when,
                ME if own else sender,
                them if own else ME,
                ("Re: " if refs else "") + subject,
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n",
                refs,
            )
            yield ("Sent" if own else "INBOX"), when, f"{head}\n{full}".encode(), mid, hiring
            refs.append(mid)
            said = body
            incoming += not own
            when = min(self.now - 60, when + rng.randint(600, 4 * 86_400))


def make(folder: Path, count: int, *, seed: int = 1, now: int = 1_780_000_000) -> Made:
    """Fill ``folder`` (Maildir++, made if need be) with ``count`` messages in the inbox and the answers in Sent."""
    for box in (folder, folder / ".Sent"):
        for part in ("cur", "new", "tmp"):
            (box / part).mkdir(parents=True, exist_ok=True)
    (folder / ".Sent" / "maildirfolder").touch()
    maker = Maker(seed, now)
    units = [("news", 1)] * int(count * 0.7) + [("file", 1)] * int(count * 0.08)
    for kind, share in (("hiring", int(count * 0.02)), ("person", count - len(units) - int(count * 0.02))):
        left = share
        while left > 0:
            size = min(left, maker.rng.randint(1, 4))
            units.append((kind, size))
            left -= size
    maker.rng.shuffle(units)
    counts = {"INBOX": 0, "Sent": 0}
    octets = 0
    hiring = set()
    for kind, size in units:
        for box, when, source, mid, about in maker.unit(kind, size):
            counts[box] += 1
            octets += len(source)
            target = folder / ("cur" if box == "INBOX" else ".Sent/cur")
            path = target / f"{when}.M{sum(counts.values()):07d}P1.maker,S={len(source)}:2,S"
            path.write_bytes(source)
            os.utime(path, (when, when))
            if about:
                hiring.add(mid)
    return Made(counts["INBOX"], counts["Sent"], octets, frozenset(hiring))


def main() -> None:
    """``python -m tests.support.maildir FOLDER COUNT``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    made = make(options.folder, options.count, seed=options.seed)
    print(f"{made.inbox} in INBOX, {made.sent} in Sent, {made.octets / 1e9:.2f} GB, {len(made.hiring)} of hiring")


if __name__ == "__main__":
    main()
