"""Who owns the customer when something goes wrong: one question, and an answer from every side of the house.

A customer whom everybody owns is owned by nobody, so these two answers stand apart from the departments. Leaders and
staff are held beside each other, and each department's name in the mouths of its own people beside the others': who
says "we do", and who is only said to.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.intervals import adjust_p, check_confidence
from cxresearch.privacy.hiding import FEWEST_PEOPLE, blank
from cxresearch.result import Result
from cxresearch.stats.audits.ownership_words import ownership_sentences
from cxresearch.stats.bases.asked import as_list, audience_column, need_single_answers
from cxresearch.stats.bases.persons import persons_among, persons_caveat
from cxresearch.stats.bases.row_shares import grouped_rows, hidden_groups, share_gap, share_of, usable, weighing
from cxresearch.stats.bases.rows import audience_rows, row_weights, units_of, wave_caveats
from cxresearch.survey.answers import as_text
from cxresearch.survey.audiences import LEADERSHIP, STAFF, is_employees
from cxresearch.survey.group_order import takes_order
from cxresearch.survey.labels import DECLINED, normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_a_row, largest_first, named, plural, say, told

__all__ = ["Ownership", "ownership"]

_EVERYBODY = frozenset(("everybody", "everyone", "all of us", "all", "all departments", "we all", "alle", "tous"))
_NOBODY = frozenset(("nobody", "no one", "no-one", "noone", "none", "no department", "niemand", "personne", "nadie"))
_MOST = 40
_METHOD = told(
    "Shares of answers with Wilson's interval (Wilson 1927); differences between audiences, and between a department's "
    "own people and the others, with Newcombe's hybrid score interval (Newcombe 1998) and the pooled score test, p "
    "adjusted over all answers."
)
_BY_PERSON = told(
    "Some answered more than once: errors are linearised over persons (Binder 1983), p by Wald's t on them."
)


@dataclass(frozen=True, eq=False, repr=False)
class Ownership(Result):
    """Who is said to own the customer; a row a group and answer.

    The columns of ``by``, ``answer``, ``kind`` ("department", "everybody", "nobody"), ``estimate`` (share of the group,
    0-100) with ``ci_low, ci_high``, ``named`` (answers that gave it), ``n`` answers of the group, ``n_effective``; with
    ``persons`` where some answered more than once.

    Attributes
    ----------
    gaps : DataFrame
        ``answer, kind, share_a, share_b``, ``estimate`` = a minus b in points with ``ci_low, ci_high, p_value,
        p_adjusted, n_a, n_b, verdict`` ("gap", "not enough data"): leaders (a) against staff (b).
    own : DataFrame
        A row a department among the answers: ``department, share_own`` (of its own people who name it),
        ``share_others``, ``estimate`` = own minus others, and the same columns.
    handoffs : Handoffs or None
        How departments hand over to each other, where it was rated beside it (see the instrument ``silos``).
    """

    gaps: pd.DataFrame = field(default_factory=pd.DataFrame)
    own: pd.DataFrame = field(default_factory=pd.DataFrame)
    by: tuple[str, ...] = ()
    audience_by: str | None = None
    between: tuple[str, str] = (LEADERSHIP, STAFF)
    question: str = ""
    department: str = "group"
    handoffs: Result | None = None

    heading: ClassVar[str] = told("Who owns the customer")
    decimals: ClassVar[dict[str, int]] = {"named": 0, "n_effective": 0}

    def _columns(self) -> list[str]:
        return [*self.by, "answer", "estimate", "ci_low", "ci_high", "named", "n"]

    def sentences(self) -> list[str]:
        roads = self.handoffs.sentences()[:3] if self.handoffs is not None else []
        return [*ownership_sentences(self), *roads]


@takes_order
def ownership(
    survey: Survey,
    question: str,
    *,
    by: str | Iterable[str] = "audience",
    department: str = "group",
    between: tuple[str, str] = (LEADERSHIP, STAFF),
    everybody: str | None = None,
    nobody: str | None = None,
    confidence: float = 0.95,
    adjust: str = "holm",
    privacy: bool = True,
) -> Ownership:
    """Who is said to own the customer, by audience or department.

    Parameters
    ----------
    survey : Survey
        Single answers; weighted where a column has the role ``weight``.
    question : id or text
        A choice of departments, with or without "Everybody" and "Nobody".
    by : str or list of str
        What makes the map: "audience", "group" (the department of those who answered), or both.
    department : str
        Role or column of the respondent's own department; own people are those of the second audience of ``between``.
    between : two audiences
        Held beside each other, answer by answer; left out where one of them did not answer.
    everybody, nobody : str, optional
        The answers that mean so, where they are called otherwise.
    confidence, adjust, privacy
        As in :func:`cxresearch.perception_gap`.

    Returns
    -------
    Ownership

    Raises
    ------
    QuestionError
        If the question is unknown, is no choice, or nobody answered it.
    OptionError
        If ``by`` or ``between`` cannot be used.

    References
    ----------
    Wilson (1927), JASA 22; Newcombe (1998), Statistics in Medicine 17, 873-890.

    Examples
    --------
    >>> who = ["Leadership"] * 20 + ["Staff"] * 100
    >>> says = ["Everybody"] * 12 + ["Sales"] * 8 + ["Nobody"] * 40 + ["Sales"] * 60
    >>> survey = Survey.from_frame(pd.DataFrame({"audience": who, "owns": says}))
    >>> ownership(survey, "owns").gaps[["answer", "estimate", "verdict"]].values.tolist()[:2]
    [['Everybody', 60.0, 'gap'], ['Nobody', -40.0, 'gap']]
    """
    check_confidence(confidence)
    need_single_answers(survey, "ownership")
    names = as_list(by)
    if not names:
        raise OptionError(say("by= names what makes the map: 'audience', or the role or column of the department."))
    if isinstance(between, str) or len(tuple(between)) != 2:
        raise OptionError(say(
            "between= takes two audiences, such as ('Leadership', 'Staff'); got {between}.",
            between=repr(between),
        ))  # fmt: skip
    qid = survey.find(question)
    code, answers, kinds, declined = _answers(survey, qid, everybody, nobody)
    weight = row_weights(survey)
    kept, bare = usable(weight, code >= 0)
    if not kept.any():
        raise QuestionError(say(
            "Nobody in {survey} answered {question}. Check the question.",
            survey=survey.name, question=repr(question),
        ))  # fmt: skip
    groups, given = grouped_rows(survey, names, kept), (weight, persons_among(survey, kept))
    rows, sizes = [], []
    for at in range(len(groups.frame)):
        here = groups.rows(at)
        for place, answer in enumerate(answers):
            part = _share(code == place, here, given, confidence)
            rows.append({**groups.frame.iloc[at].to_dict(), "answer": answer, "kind": kinds[place],
                         "estimate": part.estimate, "ci_low": part.low, "ci_high": part.high, "named": part.hits,
                         "n": part.n, "n_effective": part.n_effective})  # fmt: skip
            if given[1] is not None:
                rows[-1]["persons"] = part.persons
        sizes.append(part.persons)
    small, hints = hidden_groups(
        survey, groups.frame, np.array(sizes), by=names, audience=_sole(survey), question=qid, privacy=privacy
    )
    hidden = np.repeat(small, len(answers))
    homeless = int((kept & (groups.code < 0)).sum())
    caveats = [*bare, *hints]
    if homeless:
        caveats.append(
            say(
                "{answers} without a stated {columns} left out of the map.",
                answers=plural(homeless, "answer"), columns=named(names),
            )
        )  # fmt: skip
    if declined:
        caveats.append(
            say("{answers} that declined (don't know, not sure) left out.", answers=plural(declined, "answer"))
        )
    gaps, hints = _gaps(survey, qid, code, kept, answers, kinds, tuple(between), given, confidence, adjust, privacy)
    own, more = _own(
        survey, qid, code, kept, answers, kinds, between[1], department, given, confidence, adjust, privacy
    )
    again = [] if given[1] is None else persons_caveat(len(np.unique(given[1][kept])), int(kept.sum()))
    return Ownership(
        blank(pd.DataFrame(rows), hidden, keep=names),
        in_a_row(say(_METHOD), say(_BY_PERSON) if again else "", weighing(survey)),
        [*caveats, *hints, *more, *wave_caveats(survey, kept), *again], confidence,
        gaps=gaps, own=own, by=tuple(names), audience_by=audience_column(survey, names), between=tuple(between),
        question=str(survey.codebook.set_index("id").text.get(qid, qid)), department=department,
    )  # fmt: skip


def _answers(survey: Survey, qid: str, everybody: str | None, nobody: str | None):
    """Each row's answer as a place in the answers: departments by how often they are named, then everybody, nobody."""
    encoded = survey.encoded(qid)
    texts = ["" if answer is None else " ".join(as_text(answer).split()) for answer in encoded.answers]
    keys = [normalise(text) for text in texts]
    declined = np.array([*(key in DECLINED and key not in _NOBODY for key in keys), False])
    texts_of = {
        key: text
        for key, text in reversed(list(zip(keys, texts, strict=True)))
        if key and key not in DECLINED - _NOBODY
    }
    if survey.scale_of(qid) is not None or len(texts_of) > _MOST:
        raise QuestionError(say(
            "{qid} is a question on a scale, and a map of ownership needs a choice of departments. Choices in "
            "{survey}: {questions}." if survey.scale_of(qid) is not None else
            "{qid} has {n} different answers, and a map of ownership needs a choice of departments. Choices in "
            "{survey}: {questions}.",
            qid=repr(qid), survey=survey.name, n=len(texts_of), questions=named(survey.questions(kinds=['choice'])),
        ))  # fmt: skip
    kind = {}
    for option, answer, usual in (("everybody", everybody, _EVERYBODY), ("nobody", nobody, _NOBODY)):
        if answer is not None and normalise(answer) not in texts_of:
            raise QuestionError(say(
                "{option}={answer} is no answer to {qid}. Found: {values}.",
                option=option, answer=repr(answer), qid=repr(qid), values=named(texts_of.values()),
            ))  # fmt: skip
        meant = {normalise(answer)} if answer is not None else usual
        kind |= {key: option for key in texts_of if key in meant}
    counts = np.bincount(encoded.codes[encoded.codes >= 0], minlength=len(keys))
    often = {key: int(sum(n for n, own in zip(counts, keys, strict=True) if own == key)) for key in texts_of}
    rank = {"everybody": 1, "nobody": 2}
    order = sorted(texts_of, key=lambda key: (rank.get(kind.get(key, ""), 0), -often[key], key))
    place = {key: at for at, key in enumerate(order)}
    lookup = np.array([*(place.get(key, -1) for key in keys), -1])
    return (
        lookup[encoded.codes], [texts_of[key] for key in order], [kind.get(key, "department") for key in order],
        int(declined[encoded.codes].sum()),
    )  # fmt: skip


def _share(hit: np.ndarray, rows: np.ndarray, given, confidence: float):
    """The share of some rows; ``given`` are the weights and the persons of all, or None."""
    parts = (None if part is None else part[rows] for part in given)
    return share_of(hit[rows].astype(float), *parts, confidence=confidence)


def _people(rows: np.ndarray, person: np.ndarray | None) -> float:
    return float(rows.sum() if person is None else len(np.unique(person[rows])))


def _sole(survey: Survey) -> str | None:
    return survey.audiences[0] if len(survey.audiences) == 1 else None


def _gaps(survey, qid, code, kept, answers, kinds, between, given, confidence: float, adjust: str, privacy: bool):
    """Leaders beside staff, answer by answer; the largest gap first."""
    sides = []
    for audience in between:
        rows = kept & audience_rows(survey, audience) if audience in survey.audiences else np.zeros_like(kept)
        if rows.any():
            sides.append(rows)
    if len(sides) < 2 or "audience" not in survey.roles:
        names = named(map(_called, between))
        return _no_gaps(), [say("{audiences} are not compared: one of them did not answer.", audiences=names)]
    ns = np.array([_people(rows, given[1]) for rows in sides])
    frame = pd.DataFrame({"audience": list(between)})
    small, told = hidden_groups(survey, frame, ns, by=["audience"], audience=None, question=qid, privacy=privacy)
    if small.any():
        return _no_gaps(), told
    rows = []
    for place, answer in enumerate(answers):
        a, b = (_share(code == place, side, given, confidence) for side in sides)
        rows.append({"answer": answer, "kind": kinds[place]} | _tested(a, b, confidence))
    return _ranked(pd.DataFrame(rows), confidence, adjust), told


_TESTED = ["share_a", "share_b", "estimate", "ci_low", "ci_high", "p_value", "p_adjusted", "n_a", "n_b", "verdict"]


def _called(audience: str) -> str:
    return say(audience) if audience in (LEADERSHIP, STAFF) else audience


def _no_gaps() -> pd.DataFrame:
    return pd.DataFrame(columns=["answer", "kind", *_TESTED])


def _tested(a, b, confidence: float) -> dict:
    gap = share_gap(a, b, confidence=confidence)
    return {
        "share_a": a.estimate, "share_b": b.estimate, "estimate": gap.estimate, "ci_low": gap.low, "ci_high": gap.high,
        "p_value": gap.p_value, "n_a": a.n, "n_b": b.n, "persons_a": a.persons, "persons_b": b.persons,
    }  # fmt: skip


def _ranked(table: pd.DataFrame, confidence: float, adjust: str) -> pd.DataFrame:
    adjusted = adjust_p(table.p_value.to_numpy(float), method=adjust)
    with np.errstate(invalid="ignore"):
        verdict = np.where(adjusted < 1 - confidence, "gap", "not enough data").astype(object)
    table = table.assign(p_adjusted=adjusted, verdict=verdict)
    persons = ["persons_a", "persons_b"]
    if (table[persons].to_numpy() == table[["n_a", "n_b"]].to_numpy()).all():
        table = table.drop(columns=persons)
    # The verdict stands last.
    table = table[[*[column for column in table if column not in _TESTED + persons], *_TESTED[:-1],
                   *(name for name in persons if name in table), "verdict"]]  # fmt: skip
    return table.iloc[largest_first(table.estimate.abs(), table.iloc[:, 0])].reset_index(drop=True)


def _own(
    survey, qid, code, kept, answers, kinds, staff, department, given, confidence: float, adjust: str, privacy: bool
):
    """Each department in the mouths of its own people and of the others, within one audience."""
    if department not in survey.roles and department not in survey.columns:
        return pd.DataFrame(), []
    who = staff if staff in survey.audiences else _sole(survey)
    home = units_of(survey, department)
    mine = kept & audience_rows(survey, who) & (home.code >= 0)
    places = {normalise(name): at for at, name in enumerate(home.names)}
    ns = np.array([_people(mine & (home.code == at), given[1]) for at in range(len(home.names))])
    frame = pd.DataFrame({department: pd.Series(home.stored, dtype=object)})
    small, told = hidden_groups(survey, frame, ns, by=[department], audience=who, question=qid, privacy=privacy)
    few = FEWEST_PEOPLE if privacy and who is not None and is_employees(who) else 1
    rows = []
    for place, answer in enumerate(answers):
        at = places.get(normalise(answer))
        if kinds[place] != "department" or at is None or small[at] or ns[at] < few:
            continue
        own, others = mine & (home.code == at), mine & (home.code != at)
        if _people(others, given[1]) < few:
            continue
        a, b = (_share(code == place, side, given, confidence) for side in (own, others))
        rows.append({"department": answer} | _tested(a, b, confidence))
    if not rows:
        return pd.DataFrame(), told
    table = _ranked(pd.DataFrame(rows), confidence, adjust)
    return table.rename(columns={"share_a": "share_own", "share_b": "share_others"}), told
