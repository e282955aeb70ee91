"""The pages that phones show: plain HTML with everything escaped, made from the templates in ``phone/``."""

from pathlib import Path

from cxresearch.workshop.phones.security import page_headers
from cxresearch.workshop.templates import filled

__all__ = ["HEADERS", "page", "steps"]

_FOLDER = Path(__file__).parent / "phone"
STYLE = (_FOLDER / "style.css").read_text(encoding="utf-8").strip()
HEADERS = page_headers(STYLE)
_ALWAYS = {
    "base": "", "chosen": None, "form": "", "good_or_bad": None, "kept": "", "lead": "", "me": None, "mine": (),
    "notice": "", "refresh": "", "room": "Workshop", "said": "", "text": "", "wrong": False,
}  # fmt: skip


def page(name: str, *, title: str, **values: object) -> bytes:
    """One page as bytes; `name` is a file of ``phone/`` without its ending.

    >>> b"&lt;script&gt;" in page("trouble", title="<script>")
    True
    """
    given = _ALWAYS | {"title": title, "style": STYLE, "steps": steps} | values
    return filled(_FOLDER, f"{name}.html", **given).encode()


def steps(scale: tuple[int, int]) -> list[int]:
    """The eleven values that a thumb can choose from.

    >>> steps((0, 100))[:3], steps((0, 10))[-1]
    ([0, 10, 20], 10)
    """
    low, high = scale
    return list(range(low, high + 1, (high - low) // 10))
