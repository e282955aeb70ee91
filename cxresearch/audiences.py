"""Who was asked: the client's own words for its audiences, and the three names that everybody shares.

The usual words for leaders, staff and customers are mapped to ``Leadership``, ``Staff`` and
``Customers`` so that files from different tools meet; any other name is kept as the client writes it.
"""

from collections.abc import Iterable, Mapping

from cxresearch.labels import normalise

__all__ = ["CUSTOMERS", "LEADERSHIP", "STAFF", "is_employees", "ordered", "rename_map", "shared_name"]

LEADERSHIP, STAFF, CUSTOMERS = "Leadership", "Staff", "Customers"

_ALIASES = {
    LEADERSHIP: "leadership leader leaders leadership team management manager managers executive executives board directors "
    "senior management top management c suite c level",
    STAFF: "staff staffs employee employees team team member workforce frontline front line colleague colleagues associate "
    "associates personnel worker workers",
    CUSTOMERS: "customer customers client clients consumer consumers guest guests buyer buyers",
}
_PHRASES = {"leadership team", "senior management", "top management", "c suite", "c level", "team member", "front line"}
_EMPLOYEES = frozenset(
    "teachers teacher nurses nurse physicians doctors faculty crew agents agent volunteers contractors drivers advisers advisors".split()
)


def _words(text: str) -> set[str]:
    found = {phrase for phrase in _PHRASES if phrase in text}
    return found | set(text.split())


_SHARED = {word: shared for shared, words in _ALIASES.items() for word in _words(words)}
for _ambiguous in ("top", "senior", "front", "line", "c", "suite", "level", "member"):
    _SHARED.pop(_ambiguous, None)


def shared_name(name: object) -> str:
    """The shared name of an audience, or the client's own, trimmed.

    >>> shared_name(" EMPLOYEES "), shared_name("Patients ")
    ('Staff', 'Patients')
    """
    text = str(name)
    return _SHARED.get(normalise(text), " ".join(text.split()))


def rename_map(names: Iterable[object]) -> dict[object, str]:
    """Which names change, and into what; names that look alike ("STAFF ", "staff") become one.

    >>> rename_map(["STAFF ", "staff", "Patients", "patients"])
    {'STAFF ': 'Staff', 'staff': 'Staff', 'patients': 'Patients'}
    """
    first: dict[str, str] = {}
    renamed = {}
    for name in names:
        shared = shared_name(name)
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
    """Whether small groups of this audience are hidden: leaders, staff, and other words for people employed."""
    return shared_name(name) in (LEADERSHIP, STAFF) or normalise(str(name)) in _EMPLOYEES


def note_on(renamed: Mapping[object, str]) -> str:
    """One line for a Survey's notes on which audience names were mapped."""
    return "audience names mapped: " + ", ".join(f"{str(old)!r} -> {new!r}" for old, new in renamed.items())
