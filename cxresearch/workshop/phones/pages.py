"""The pages that phones show: plain HTML with everything escaped, made from the templates in ``phone/``."""

from pathlib import Path

from cxresearch.speaking import language_now, languages
from cxresearch.wording import say, told
from cxresearch.workshop.keeping.questions import spoken
from cxresearch.workshop.phones.security import page_headers
from cxresearch.workshop.templates import filled

__all__ = ["HEADERS", "SCRIPT", "language_of", "page", "steps"]

_FOLDER = Path(__file__).parent / "phone"
STYLE = (_FOLDER / "style.css").read_text(encoding="utf-8").strip()
SCRIPT = (_FOLDER / "follow.js").read_text(encoding="utf-8").strip()
HEADERS = page_headers(STYLE, SCRIPT)
_ALWAYS = {
    "base": "", "chosen": None, "code": "", "follows": "", "form": "", "good_or_bad": None, "kept": "", "lead": "",
    "me": None, "mine": (), "notice": "", "people": 0, "refresh": "", "room": told("Workshop"), "said": "",
    "saved": False, "scribe": False, "size": 0, "size_cookie": "", "step": "", "text": "", "typed": "", "wrong": False,
}  # fmt: skip


def page(name: str, *, title: str, **values: object) -> bytes:
    """One page as bytes, in the language of now; `name` is a file of ``phone/`` without its ending.

    >>> b"&lt;script&gt;" in page("trouble", title="<script>")
    True
    """
    fixed = {"title": title, "style": STYLE, "script": SCRIPT, "steps": steps, "ours": spoken, "lang": language_now()}
    fixed["marks"] = {"good": say("Good"), "bad": say("Bad"), "both": say("Both")}
    return filled(_FOLDER, f"{name}.html", **_ALWAYS | fixed | values).encode()


def language_of(header: str | None) -> str:
    """The first language of an Accept-Language header that there is; English where there is none.

    >>> language_of("fr-CH, de;q=0.7, en;q=0.9"), language_of("de-AT"), language_of("*;q=x, fr"), language_of(None)
    ('en', 'de', 'en', 'en')
    """
    there, wanted = languages(), []
    for part in (header or "")[:300].split(","):
        name, _, weight = part.partition(";")
        try:
            wanted.append((-float(weight.partition("=")[2] or 1), name.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    return next((name for _, name in sorted(wanted, key=lambda one: one[0]) if name in there), "en")


def steps(scale: tuple[int, int]) -> list[int]:
    """The eleven values that a thumb can choose from.

    >>> steps((0, 100))[:3], steps((0, 10))[-1]
    ([0, 10, 20], 10)
    """
    low, high = scale
    return list(range(low, high + 1, (high - low) // 10))
