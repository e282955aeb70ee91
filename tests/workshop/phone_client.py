"""A phone for the tests: keeps cookies, fills in forms as a browser would, and can also send what no browser sends."""

import html
import http.client
import re
import socket
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from cxresearch.workshop.phones.pages import SCRIPT

FORM = "application/x-www-form-urlencoded"


@dataclass
class Got:
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def form(self) -> str:
        return re.search(r'name="form" value="(\w+)"', self.text)[1]

    @property
    def key(self) -> str:
        return re.search(r'name="key" value="(\w+)"', self.text)[1]

    @property
    def typed(self) -> str:
        """What stands in the page's text box."""
        return html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", self.text, re.S)[1])

    @property
    def said(self) -> str:
        found = re.search(r'role="(?:status|alert)"[^>]*><p>(.*?)</p>', self.text, re.S)
        return html.unescape(found[1]) if found else ""


@dataclass
class Phone:
    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        parts = urlsplit(self.address)
        self.host, self.port, self.path, self.netloc = parts.hostname, parts.port, parts.path, parts.netloc

    def ask(self, method: str, target: str, body: bytes | None = None, **headers: str) -> Got:
        link = http.client.HTTPConnection(self.host, self.port, timeout=20)
        try:
            if self.cookies and "Cookie" not in headers:
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            named = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
            link.request(method, target, body, named)
            answer = link.getresponse()
            # The one script that a page may have, as it stands in the package; whatever else is one stays.
            text = answer.read().decode("utf-8").replace(f"<script>{SCRIPT}</script>", "")
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Got(answer.status, answer.headers, text)
        finally:
            link.close()

    def get(self, step: str = "", **query: object) -> Got:
        return self.ask("GET", self.path + step + (f"?{urlencode(query)}" if query else ""))

    def post(self, step: str, fields: dict[str, object], **headers: str) -> Got:
        given = {"Content_Type": FORM} | headers
        return self.ask("POST", self.path + step, urlencode(fields, doseq=True).encode(), **given)

    def join(self, audience: str = "Staff", table: str = "4") -> "Phone":
        got = self.post("who", {"form": self.get().form, "audience": audience, "table": table})
        assert got.status == 303, got.text[-600:]
        return self

    def answer(self, text: str, question: int = 1, **fields: object) -> Got:
        page = self.get(question=question)
        return self.post("answer", {"form": page.form, "key": page.key, "question": question, "text": text} | fields)


def raw(address: str, data: bytes, *, timeout: float = 10) -> bytes:
    """Send bytes as they are; what comes back until the other side closes or is silent for `timeout` seconds."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=timeout) as link:
        link.sendall(data)
        return read_all(link)


def read_all(link: socket.socket) -> bytes:
    got = b""
    try:
        while piece := link.recv(65536):
            got += piece
    except (TimeoutError, ConnectionResetError):
        pass
    return got


def status_of(reply: bytes) -> int:
    found = re.match(rb"HTTP/1\.[01] (\d{3})", reply)
    return int(found[1]) if found else 0
