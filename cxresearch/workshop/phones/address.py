"""The address that the room opens: a code to scan for the projector, and a line to type for everybody else."""

import ipaddress
import socket
from pathlib import Path

from cxresearch.wording import say
from cxresearch.workshop.phones.keys import Keys
from cxresearch.workshop.templates import filled

__all__ = ["Address", "address_of", "in_the_network", "is_wildcard"]

# Documentation addresses (RFC 5737 and 3849): the system picks the way out, and no packet is sent.
_SOMEWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}


class Address(str):
    """The address of the phone pages with its token: text, shown in a notebook as a large code to scan.

    >>> Address("http://127.0.0.1:8899/0123456789abcdefghjk/")
    'http://127.0.0.1:8899/0123456789abcdefghjk/'
    """

    __slots__ = ("short", "wall")

    def __new__(cls, address: str, *, short: str = "", wall: str = "") -> "Address":
        made = super().__new__(cls, address)
        # What is typed from the wall, and the wall's own page.
        made.short, made.wall = short, wall
        return made

    def beside(self, token: str) -> "Address":
        """Another page of the same server.

        >>> Address("http://127.0.0.1:8899/0123456789abcdefghjk/").beside("0" * 20)
        'http://127.0.0.1:8899/00000000000000000000/'
        """
        return Address(f"{self.rstrip('/').rpartition('/')[0]}/{token}/")

    def code(self) -> str:
        """The code to scan, as SVG that needs nothing from elsewhere."""
        import segno

        made = segno.make(str(self), error="m", micro=False)
        return made.svg_inline(scale=8, border=4, dark="#000000", light="#ffffff", omitsize=True)

    def typed(self) -> str:
        """What leads to the same page and is typed from a screen: short, in groups of four."""
        front, token = (self.short or self).rstrip("/").rsplit("/", 1)
        return f"{front.removeprefix('http://')}/" + "-".join(token[at : at + 4] for at in range(0, len(token), 4))

    def _repr_html_(self) -> str:
        from markupsafe import escape

        label = escape(say("Code to scan with a phone"))
        code = self.code().replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
        front, _, token = self.typed().rpartition("/")
        here_only = _is_loopback(self)
        return filled(Path(__file__).parent, "address.html", code=code, front=front, token=token, here_only=here_only)


def is_wildcard(host: str) -> bool:
    """Whether this host means every address of the machine.

    >>> is_wildcard("0.0.0.0"), is_wildcard("127.0.0.1")
    (True, False)
    """
    return host in {"0.0.0.0", "::", ""}


def in_the_network(host: str) -> str | None:
    """The address under which others in the network reach this machine; None where there is no network."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((_SOMEWHERE[family], 9))
            found = probe.getsockname()[0]
    except OSError:
        return None
    return None if ipaddress.ip_address(found.partition("%")[0]).is_unspecified else found


def address_of(host: str, port: int, keys: Keys) -> Address:
    """The address to show for a server bound to `host`; every address of the machine becomes the network's."""
    shown = (in_the_network(host) or ("::1" if ":" in host else "127.0.0.1")) if is_wildcard(host) else host
    front = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    return Address(f"{front}/{keys.token}/", short=f"{front}/{keys.short}", wall=f"{front}/{keys.wall}/")


def _is_loopback(address: str) -> bool:
    host = address.removeprefix("http://").rpartition(":")[0].strip("[]")
    return host == "localhost" or host.startswith("127.") or host == "::1"
