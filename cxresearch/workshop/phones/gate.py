"""Who is let in to the phone pages, and how often: everything that is asked before a page is made.

In this order: the name the server was called by, the token, the method, how much is asked for, and whether the form is
ours. A wrong name or token sees the same page as an address that does not exist.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import NamedTuple
from urllib.parse import parse_qsl

from cxresearch.wording import plural, say, told
from cxresearch.workshop.phones.keys import SHORT_LETTERS, TOKEN_LETTERS, Keys, same_token, tidy_token
from cxresearch.workshop.phones.limits import Bucket, PhoneLimits, Rates
from cxresearch.workshop.phones.pages import HEADERS, page
from cxresearch.workshop.phones.security import Cookies, Forms, allowed_host, form_fields

__all__ = ["WALL", "Ask", "Gate", "Me", "Refused", "Reply", "Sent", "all_headers", "elsewhere", "shown_page"]

# What there is below the wall's token, and what it is called inside.
WALL = {"": "wall", "events": "wall_events"}


class Sent(NamedTuple):
    """What came over the wire. `too_large` says that the body was over the limit and was thrown away."""

    method: str
    target: str
    hosts: list[str]
    headers: Mapping[str, str]
    body: bytes
    too_large: bool


class Me(NamedTuple):
    """Who sends, as signed in the cookie: a pseudonym, the audience, the table."""

    person: str
    audience: str
    table: str


@dataclass
class Reply:
    """What goes back."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    # Of an event stream, which goes on: what is told of a connection once it stands.
    stream: Callable[[object], None] | None = None


class Refused(Exception):
    """Something that is not done, in words for the person who asked for it."""

    def __init__(self, status: int, words: str, *, wait: int = 0) -> None:
        super().__init__(words)
        self.status, self.words, self.wait = status, words, wait

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.wait)} if self.wait else {}


@dataclass
class Ask:
    """One request that was let in: `step` is what follows the token in the address."""

    method: str
    step: str
    query: dict[str, str]
    fields: dict[str, list[str]]
    me: Me | None
    visitor: str | None
    refused: Refused | None = None
    # Where its pages lie, how large its text is, and whether it is a table's own page.
    base: str = ""
    size: int = 0
    scribe: bool = False

    def one(self, name: str) -> str:
        """The only value of a field, else the empty text."""
        values = self.fields.get(name, [])
        return values[0] if len(values) == 1 else ""


class Gate:
    """Lets requests in, or answers them itself.

    Parameters
    ----------
    steps : mapping
        What there is below the token: step to the methods that it takes.
    names, port, any_address
        What the server may be called, see `security.allowed_host`.
    scribe_steps : mapping, optional
        What there is below the token of a table's own page.
    tables : callable, optional
        Gives audience and name of every table that may have such a page.
    """

    def __init__(
        self, keys: Keys, limits: PhoneLimits, steps: Mapping[str, set[str]], *,
        names: list[str], port: int, any_address: bool, scribe_steps: Mapping[str, set[str]] | None = None,
        tables: Callable[[], list[tuple[str, str]]] = list,
    ) -> None:  # fmt: skip
        self.keys, self.limits, self.steps = keys, limits, steps
        self.scribe_steps, self.tables = scribe_steps or {}, tables
        self.names, self.port, self.any_address = names, port, any_address
        self.rates, self.shorts, self.codes = Rates(limits), Bucket(400, 20), Bucket(40, 0.5)
        self.cookies, self.forms = Cookies(keys.secret, keys.token), Forms(keys.secret)
        self.base = f"/{keys.token}/"
        self._scribes: dict[tuple[str, str], str] = {}

    def enter(self, sent: Sent) -> Ask | Reply:
        """The request as an `Ask`, with ``refused`` set where a page should say why not; or the reply that ends it."""
        if not allowed_host(sent.hosts, names=self.names, port=self.port, any_address=self.any_address):
            return nothing_here()
        path, _, query = sent.target.partition("?")
        lead, _, rest = path.partition("/")
        token, slash, step = rest.partition("/")
        tidy = tidy_token(token)
        if not lead and same_token(tidy, self.keys.wall) and step in WALL and sent.method in ("GET", "HEAD"):
            # Whoever knows this token is the wall; no flood of phones may keep it from its page.
            return Ask("GET", WALL[step], {}, {}, None, None)
        if not lead and not step and sent.method in ("GET", "HEAD") and self._is_short(tidy):
            return elsewhere(self.base)
        phones = not lead and same_token(tidy, self.keys.token)
        scribe = None if lead or phones else self._scribe_of(tidy)
        if scribe is None and not phones:
            return nothing_here()
        base, steps = (self.base, self.steps) if scribe is None else (f"/{tidy}/", self.scribe_steps)
        if sent.method in ("GET", "HEAD") and (f"/{token}/" != base or not slash):
            return elsewhere(base)
        if step not in steps:
            return nothing_here()
        method = "GET" if sent.method == "HEAD" else sent.method
        if method not in steps[step]:
            allowed = ", ".join(sorted(steps[step] | ({"HEAD"} if "GET" in steps[step] else set())))
            shown = page("trouble", title=say("This cannot be done here"), base=base)
            return Reply(405, shown, {"Allow": allowed})
        me, visitor = self._who(sent) if scribe is None else (scribe, None)
        size = self.cookies.size_of(sent.headers.get("Cookie"))
        ask = Ask(method, step, dict(parse_qsl(query[:500])), {}, me, visitor, None, base, size, scribe is not None)
        try:
            if method == "GET":
                self._count("looks", ask)
            else:
                self._read_form(sent, ask)
                self._count("sends" if me else "joins", ask)
        except Refused as refused:
            ask.refused = refused
        return ask

    def _scribe_of(self, tidy: str) -> Me | None:
        """Whose table's page this token opens; the address is all that it takes, so that a laptop may be changed."""
        if len(tidy) != TOKEN_LETTERS:
            return None
        try:
            tables = self.tables()
        except Exception:
            # A file that cannot be read just now makes no table unknown.
            tables = list(self._scribes)
        found = None
        for table in tables:
            if table not in self._scribes:
                self._scribes[table] = self.keys.scribe(*table)
            if same_token(tidy, self._scribes[table]):
                found = table
        return None if found is None else Me(f"scribe {found[0]}\x1f{found[1]}", *found)

    def _is_short(self, tidy: str) -> bool:
        """Whether these are the eight signs; asked so seldom that trying all of them takes for ever."""
        return len(tidy) == SHORT_LETTERS and not self.shorts.take() and same_token(tidy, self.keys.short)

    def _who(self, sent: Sent) -> tuple[Me | None, str | None]:
        kept = self.cookies.read(sent.headers.get("Cookie"), self.cookies.person)
        me = None
        if isinstance(kept, list) and len(kept) == 3 and all(isinstance(value, str) for value in kept):
            me = Me(*kept)
        visitor = self.cookies.read(sent.headers.get("Cookie"), self.cookies.form)
        return me, visitor if isinstance(visitor, str) else None

    def _read_form(self, sent: Sent, ask: Ask) -> None:
        if sent.too_large:
            words = say("That was too much for one answer, and nothing was stored. Send it in smaller pieces.")
            raise Refused(413, words)
        fields = form_fields(sent.body, sent.headers.get("Content-Type", ""))
        if fields is None:
            raise Refused(400, say("This could not be read, and nothing was stored. Go back and send it again."))
        ask.fields = fields
        # Older browsers send no such header; those that do are believed when they say that it came from elsewhere.
        foreign = sent.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
        holders = [ask.me.person if ask.me else None, ask.visitor]
        if foreign or not self.forms.is_ours(ask.one("form"), holders):
            raise Forgotten()

    def _count(self, kind: str, ask: Ask) -> None:
        seconds = self.rates.wait(kind, ask.me.person if ask.me else ask.visitor)
        if seconds:
            words = {
                "looks": told("Many phones are asking at once. This page tries again by itself in {seconds}."),
                "sends": told("Not stored yet: too much was sent at once. Wait {seconds}, then send it again."),
                "joins": told("Many people are coming in at once. Wait {seconds}, then press the button again."),
            }
            said = say(words[kind], seconds=plural(seconds, "second"))
            raise Refused(429, said, wait=seconds)


class Forgotten(Refused):
    """A form that is not provably ours: made by somebody else, or open for so long that its cookie is gone."""

    def __init__(self) -> None:
        words = say("This page was open for too long, or your browser keeps no cookies. Nothing was stored.")
        super().__init__(403, words)


def nothing_here() -> Reply:
    """The same for a wrong name, a wrong token and a wrong page, so that it tells nothing."""
    return Reply(404, page("trouble", title=say("Nothing here"), lead=say("Scan the code on the screen again.")))


def elsewhere(address: str, cookies: list[str] | None = None) -> Reply:
    """Send the browser to another page with a plain GET, so that reloading sends no form twice."""
    return Reply(303, b"", {"Location": address}, cookies or [])


def shown_page(name: str, *, status: int = 200, headers: dict[str, str] | None = None, **values) -> Reply:
    return Reply(status, page(name, **values), headers or {})


def all_headers(reply: Reply) -> list[tuple[str, str]]:
    """Every header of a reply, in order."""
    named = {**HEADERS, **reply.headers, "Content-Length": str(len(reply.body)), "Date": formatdate(usegmt=True)}
    if reply.stream is not None:
        named |= {"Content-Type": "text/event-stream; charset=utf-8"}
        del named["Content-Length"]
    elif not reply.body:
        named.pop("Content-Type")
    return [*named.items(), *(("Set-Cookie", cookie) for cookie in reply.cookies)]
