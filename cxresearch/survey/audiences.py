"""Who was asked: the client's own words for its audiences, and the three names that everybody shares.

The usual words for leaders, staff and customers are mapped to ``Leadership``, ``Staff`` and
``Customers`` so that files from different tools meet; any other name is kept as the client writes it.
"""

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path

from cxresearch.survey.labels import normalise
from cxresearch.wording import kept

__all__ = [
    "CUSTOMERS",
    "LEADERSHIP",
    "REVIEWS",
    "SPLIT_BY",
    "STAFF",
    "is_employees",
    "is_self_selected",
    "ordered",
    "rename_map",
    "shared_name",
    "of_side",
    "side_of",
]

LEADERSHIP, STAFF, CUSTOMERS = "Leadership", "Staff", "Customers"
# The roles that split an audience: by what small groups of employees are looked for.
SPLIT_BY = ("unit", "group", "segment", "wave")
# The fourth voice: whoever wrote a public review chose to.
REVIEWS = "Reviews"
_REVIEWS = frozenset(("reviews", "public reviews", "bewertungen", "öffentliche bewertungen", "avis", "reseñas"))

_SHARED_NAMES = {"leadership": LEADERSHIP, "staff": STAFF, "customers": CUSTOMERS}


@functools.cache
def _words() -> tuple[dict[str, str], frozenset[str], tuple[str, ...]]:
    """Words to shared names, words for people employed, and what compounds end in that name them."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    file = Path(__file__).with_name("guessing") / "audience_names.yaml"
    shared, employed, ends = {}, set(), set()
    for words in yaml.load(file.read_text(encoding="utf-8"), Loader=loader).values():
        for kind, names in words.items():
            plain = [normalise(name) for name in names.split(";")]
            if kind in _SHARED_NAMES:
                # The first language that has a word decides; English stands first.
                shared |= {name: _SHARED_NAMES[kind] for name in plain if name not in shared}
            else:
                (ends if kind == "ends" else employed).update(plain)
    # Words for people employed keep the client's own name; hiding one group too many harms nobody.
    employed |= {name for name, whose in shared.items() if whose != CUSTOMERS and " " not in name}
    return shared, frozenset(employed), tuple(sorted(ends))


def shared_name(name: object) -> str:
    """The shared name of an audience, or the client's own, trimmed.

    >>> shared_name(" EMPLOYEES "), shared_name("Patients ")
    ('Staff', 'Patients')
    """
    text = str(name)
    return _words()[0].get(normalise(text), " ".join(text.split()))


def rename_map(names: Iterable[object]) -> dict[object, str]:
    """Which names change, and into what; names that look alike ("STAFF ", "staff") become one.

    >>> rename_map(["STAFF ", "staff", "Patients", "patients"])
    {'STAFF ': 'Staff', 'staff': 'Staff', 'patients': 'Patients'}
    """
    first: dict[str, str] = {}
    renamed = {}
    for name in names:
        shared = shared_name(name)
        if not shared:
            continue
        kept = first.setdefault(normalise(shared), shared)
        if name != kept:
            renamed[name] = kept
    return renamed


def ordered(names: Iterable[str]) -> list[str]:
    """Leadership, Staff, Customers, then the others as they came."""
    seen = list(dict.fromkeys(names))
    first = [name for name in (LEADERSHIP, STAFF, CUSTOMERS) if name in seen]
    return first + [name for name in seen if name not in first]


def is_employees(name: object) -> bool:
    """Whether small groups of this audience are hidden: leaders, staff, and whoever's name says that they are employed.

    >>> is_employees("Store staff"), is_employees("Patients"), is_employees("Customers of our team")
    (True, False, False)
    >>> is_employees("Bordpersonal"), is_employees("Firmenkunden")
    (True, False)
    """
    (shared, employed, ends), words = _words(), normalise(str(name)).split()
    if shared_name(name) in (LEADERSHIP, STAFF):
        return True
    if any(shared.get(word) == CUSTOMERS for word in words):
        return False
    return any(word in employed or _is_compound(word, ends) for word in words)


def is_self_selected(name: object) -> bool:
    """Whether an audience is public reviews, which nobody drew.

    >>> is_self_selected("Reviews"), is_self_selected("Customers")
    (True, False)
    """
    return normalise(str(name)) in _REVIEWS


def _is_compound(word: str, ends: tuple[str, ...]) -> bool:
    return any(word.endswith(end) and len(word) > len(end) + 2 for end in ends)


def side_of(name: object) -> str:
    """Which of the three an audience of the client's own stands for: those who lead, who serve, or who are served.

    >>> side_of("Patients"), side_of("Nurses"), side_of("Vorstand")
    ('Customers', 'Staff', 'Leadership')
    """
    shared = shared_name(name)
    if shared in (LEADERSHIP, STAFF, CUSTOMERS):
        return shared
    return STAFF if is_employees(name) else CUSTOMERS


def of_side(names: Iterable[str], side: str) -> str | None:
    """Which of several audiences stands for a side: the one that is called so, else the first that may be meant.

    >>> of_side(["Sponsors", "Customers"], "Customers"), of_side(["Sponsors", "Nurses"], "Customers")
    ('Customers', 'Sponsors')
    """
    names = list(names)
    told = [name for name in names if shared_name(name) == side]
    return next((name for name in (*told, *names) if side_of(name) == side), None)


def note_on(renamed: Mapping[object, str]) -> str:
    """One line for a Survey's notes on which audience names were mapped."""
    names = ", ".join(f"{str(old)!r} -> {new!r}" for old, new in renamed.items())
    return kept("audience names mapped: {names}", names=names)
