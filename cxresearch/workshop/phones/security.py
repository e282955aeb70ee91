"""What a page of the room lets a browser do, whom it believes, and what it reads from a form.

Nothing comes from elsewhere and nothing goes elsewhere: no script but the one of ours that is named by its hash, no
picture, no frame, no referrer (the token is in the address), nothing kept by the browser. A cookie says who sends; a
form proves that it came from our own page.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import re
import secrets
from collections.abc import Iterable
from urllib.parse import parse_qs

from tornado.httputil import parse_cookie
from tornado.web import create_signed_value, decode_signed_value

__all__ = ["SIZES", "Cookies", "Forms", "allowed_host", "form_fields", "page_headers", "style_hash"]

# Of the text on a phone: as it comes, larger, and smaller.
SIZES = (0, 1, 2)
_DAYS = 3
_FIELDS = 40
_NONCE = 16


def style_hash(style: str) -> str:
    """The one style sheet or script that a page may have, named by what is in it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def page_headers(style: str, script: str) -> dict[str, str]:
    """Headers of every answer, also of refusals; the style sheet and the script are the only ones that may run."""
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src '{style_hash(style)}'; script-src '{style_hash(script)}'; "
            "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
        "Cache-Control": "no-store",
    }


def allowed_host(given: Iterable[str], *, names: Iterable[str], port: int, any_address: bool) -> bool:
    """Whether the Host headers name this server; a name that somebody pointed at our address does not (DNS rebinding).

    `any_address` allows every address in digits, for a server that listens on all of the machine's: an address in
    digits is no name that could be pointed elsewhere.

    >>> allowed_host(["127.0.0.1:80"], names=["127.0.0.1"], port=80, any_address=False)
    True
    >>> allowed_host(["evil.example:80"], names=["127.0.0.1"], port=80, any_address=True)
    False
    """
    given = list(given)
    if len(given) != 1:
        return False
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(?::(\d{1,5}))?", given[0])
    if found is None or int(found[2] or 80) != port:
        return False
    host = found[1].lower().strip("[]")
    if host in {name.lower() for name in names}:
        return True
    if not any_address:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class Cookies:
    """Signed cookies of one workshop: what was changed or made elsewhere is as if it were not there."""

    def __init__(self, secret: str, token: str) -> None:
        self.secret, self.path = secret, f"/{token}/"
        self._key = hashlib.sha256(f"seal {secret}".encode()).digest()
        # Ports of one machine share cookies, and so would two workshops.
        mark = hashlib.sha256(f"cookie {token}".encode()).hexdigest()[:8]
        self.person, self.form = f"cx-person-{mark}", f"cx-form-{mark}"
        # How large a browser wants the text; it says nothing of anybody, and the page's own script may set it.
        self.size = f"cx-size-{mark}"

    def read(self, header: str | None, name: str) -> object:
        """What was signed under `name`; None where there is nothing sound."""
        value = parse_cookie(header or "").get(name)
        if not value or len(value) > 4096:
            return None
        found = decode_signed_value(self.secret, name, value, max_age_days=_DAYS, min_version=2)
        try:
            return None if found is None else json.loads(self._turned(base64.b64decode(found)))
        except ValueError:
            return None

    def size_of(self, header: str | None) -> int:
        """How large this browser wants the text: one of `SIZES`, 0 where it did not say."""
        value = parse_cookie(header or "").get(self.size, "")
        return int(value) if value in map(str, SIZES) else 0

    def size_header(self, size: int, path: str) -> str:
        """A Set-Cookie header that remembers the size of the text below a path."""
        return f"{self.size}={size}; Path={path}; Max-Age={_DAYS * 86400}; SameSite=Strict"

    def header(self, name: str, value: object) -> str:
        """A Set-Cookie header for this workshop's pages only, out of reach of scripts and of other sites."""
        told = secrets.token_bytes(_NONCE) + json.dumps(value, separators=(",", ":")).encode()
        sealed = base64.b64encode(told[:_NONCE] + self._turned(told))
        signed = create_signed_value(self.secret, name, sealed).decode()
        return f'{name}="{signed}"; Path={self.path}; Max-Age={_DAYS * 86400}; HttpOnly; SameSite=Strict'

    def _turned(self, told: bytes) -> bytes:
        """What follows the first bytes, made unreadable by a stream that they begin, or readable again.

        A phone that is lost must not name what stands in the workshop's file. That nobody changed the value is what the
        signature around it says.
        """
        begin, rest = told[:_NONCE], told[_NONCE:]
        blocks = range(-(-len(rest) // 32))
        stream = b"".join(hmac.new(self._key, begin + at.to_bytes(4, "big"), "sha256").digest() for at in blocks)
        return bytes(one ^ other for one, other in zip(rest, stream, strict=False))


class Forms:
    """Proof that a form came from our own page: a code bound to the person, or to the browser before it is somebody."""

    def __init__(self, secret: str) -> None:
        self._secret = hashlib.sha256(f"forms {secret}".encode()).digest()

    def code(self, holder: str) -> str:
        return hmac.new(self._secret, holder.encode(), "sha256").hexdigest()

    def is_ours(self, given: str, holders: Iterable[str | None]) -> bool:
        return any(
            [
                hmac.compare_digest(given.encode("utf-8", "replace"), self.code(holder).encode())
                for holder in holders
                if holder
            ]
        )

    @staticmethod
    def key() -> str:
        """A mark for one form, so that a double tap or a form sent again is stored once."""
        return secrets.token_hex(12)


def form_fields(body: bytes, content_type: str) -> dict[str, list[str]] | None:
    """The fields of a form; None where it is none that our pages send (other type, broken text, too many fields)."""
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return None
    try:
        return parse_qs(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_FIELDS
        )
    except ValueError:
        return None
