"""Who was asked: the client's own words for its audiences, and the three names that everybody shares.

The usual words for leaders, staff and customers are mapped to ``Leadership``, ``Staff`` and
``Customers`` so that files from different tools meet; any other name is kept as the client writes it.
"""

from collections.abc import Iterable, Mapping

from cxresearch.survey.labels import normalise

__all__ = ["CUSTOMERS", "LEADERSHIP", "STAFF", "is_employees", "ordered", "rename_map", "shared_name", "side_of"]

LEADERSHIP, STAFF, CUSTOMERS = "Leadership", "Staff", "Customers"

_ALIASES = {
    LEADERSHIP: "leadership/leader/leaders/leadership team/senior leadership/management/manager/managers/executive/"
    "executives/executive team/board/board of directors/directors/senior management/senior managers/senior leaders/"
    "top management/c suite/c level/"
    "führung/führungskräfte/führungskraft/leitung/geschäftsleitung/geschäftsführung/vorstand/vorstände/leitende/"
    "direction/dirigeants/cadres dirigeants/encadrement/directivos/dirección/directores/gerencia/liderazgo/dirigenti/"
    "direzione/directie/leidinggevenden/management team/direção/liderança/gestores/kierownictwo/zarząd/ledning/ledare/"
    "ledelse/ledere/yönetim/yöneticiler/経営陣/管理職",
    STAFF: "staff/staffs/employees/employee/team/team member/team members/workforce/frontline/front line/"
    "frontline staff/front line staff/colleague/colleagues/associate/associates/personnel/worker/workers/"
    "mitarbeiter/mitarbeiterinnen/mitarbeitende/mitarbeiter innen/mitarbeiterinnen und mitarbeiter/beschäftigte/"
    "belegschaft/"
    "personal/kollegen/employés/salariés/collaborateurs/equipe/équipe/empleados/empleadas/colaboradores/dipendenti/"
    "collaboratori/personale/medewerkers/personeel/werknemers/funcionários/pracownicy/personel/medarbetare/anställda/"
    "medarbejdere/ansatte/çalışanlar/従業員/社員",
    CUSTOMERS: "customers/customer/client/clients/consumer/consumers/guest/guests/buyer/buyers/"
    "kunden/kunde/kundinnen/kundinnen und kunden/clientes/clientela/clienti/klanten/klienci/kunder/müşteriler/"
    "顧客/お客様",
}
_SHARED = {alias: shared for shared, aliases in _ALIASES.items() for alias in aliases.split("/")}
# Words for people employed that keep the client's own name; hiding one group too many harms nobody.
_EMPLOYED = frozenset(
    (
        "teachers/teacher/nurses/nurse/physicians/doctors/faculty/crew/agents/agent/volunteers/contractors/drivers/"
        "advisers/advisors/supervisors/supervisor/interns/apprentices/director/lehrkräfte/lehrer/pflegekräfte/"
        "pfleger/ärzte/"
        "fahrer/berater/enseignants/infirmiers/médecins/docentes/enfermeros/médicos/insegnanti/infermieri/leraren"
    ).split("/")
) | {alias for alias, shared in _SHARED.items() if shared != CUSTOMERS and " " not in alias}


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
    """
    words = set(normalise(str(name)).split())
    of_customers = any(_SHARED.get(word) == CUSTOMERS for word in words)
    return shared_name(name) in (LEADERSHIP, STAFF) or (not of_customers and not words.isdisjoint(_EMPLOYED))


def side_of(name: object) -> str:
    """Which of the three an audience of the client's own stands for: those who lead, who serve, or who are served.

    >>> side_of("Patients"), side_of("Nurses"), side_of("Vorstand")
    ('Customers', 'Staff', 'Leadership')
    """
    shared = shared_name(name)
    if shared in (LEADERSHIP, STAFF, CUSTOMERS):
        return shared
    return STAFF if is_employees(name) else CUSTOMERS


def note_on(renamed: Mapping[object, str]) -> str:
    """One line for a Survey's notes on which audience names were mapped."""
    return "audience names mapped: " + ", ".join(f"{str(old)!r} -> {new!r}" for old, new in renamed.items())
