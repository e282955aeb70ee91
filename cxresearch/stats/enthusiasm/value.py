"""What goes with loyalty in money: revenue, or leaving, of promoters, passives and detractors. No return on anything.

Promoters differ from detractors in more than their loyalty: in what they bought, how long they have been customers,
how they come. So the difference is told twice, as it is and with what is known of them held alike, what differs beside
is named, and no euro is promised for a point.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from unicodedata import category

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import adjust_p, check_confidence, normal_quantile, t_quantile
from cxresearch.inference.robust import robust_regression
from cxresearch.privacy.hiding import blank, hide_small_groups
from cxresearch.result import Result
from cxresearch.stats.bases.asked import need_single_answers, one_question
from cxresearch.stats.bases.rows import (
    audience_rows,
    label_of,
    meant_audience,
    row_weights,
    units_of,
    wave_caveats,
)  # fmt: skip
from cxresearch.survey.answers import as_text
from cxresearch.survey.side_tables import bad_rows, numbers_of, side_table
from cxresearch.survey.survey import Survey
from cxresearch.wording import (
    capital,
    count,
    interval,
    listed,
    named,
    noun,
    number,
    percent_sure,
    plural,
    points,
    say,
    told,
)

__all__ = ["LoyaltyAndValue", "loyalty_and_value"]

GROUPS = ("promoter", "passive", "detractor")
GOES, OPEN, HIDDEN = told("goes with it"), told("not shown"), told("hidden")
_BORDERS, _DRAWS, _FEWEST, _FEWEST_UNITS = (7, 9), 2000, 10, 8
_MOST_LEVELS = 40
_ROLES = {"segment": told("segment"), "group": told("department"), "unit": told("branch, store or team")}
_METHOD = told(
    "Means with percentile intervals of {draws} bootstrap samples of people (Efron 1979; seed {seed}), since money is "
    "skewed; differences by least squares with HC3 errors (MacKinnon & White 1985), as they are and with {held} held "
    "alike; p (Holm 1979) over both differences."
)
_UNITS = told("Correlation of the units' mean answer with their value (Pearson), with Fisher's interval (1921).")


@dataclass(frozen=True, eq=False, repr=False)
class LoyaltyAndValue(Result):
    """Value of promoters, passives and detractors, a row a group; or how units' value goes with their loyalty.

    By person: ``group``, ``estimate`` (mean value; percent where it is yes or no) with ``ci_low, ci_high``, ``median``,
    ``n``; ``gap`` to detractors with ``gap_ci_low, gap_ci_high``, ``held_gap`` with ``held_gap_ci_low,
    held_gap_ci_high, p_value, p_adjusted`` (what is held beside alike), ``verdict`` ("goes with it", "not shown",
    "hidden"; "" for detractors).
    By unit: ``question``, ``estimate`` (correlation, -1..1) with ``ci_low, ci_high, p_value, units, verdict``.

    Attributes
    ----------
    beside : DataFrame
        What else differs between the groups: ``what, p_value, p_adjusted, differs``.
    by_unit : bool
    value : str
        What the value is called.
    unit : str
        What it is counted in: as told, "%" where the value is yes or no, else nothing.
    without : int
        People without a value.
    """

    beside: pd.DataFrame = field(default_factory=pd.DataFrame)
    by_unit: bool = False
    value: str = ""
    unit: str = ""
    without: int = 0
    audience: str | None = None

    heading: ClassVar[str] = told("What goes with loyalty")
    shown: ClassVar[tuple[str, ...]] = (
        "group", "question", "estimate", "ci_low", "ci_high", "median", "n", "units", "gap", "held_gap",
        "held_gap_ci_low", "held_gap_ci_high", "p_adjusted", "verdict",
    )  # fmt: skip

    def _cell(self, column: str, value) -> str:
        if self.by_unit and column in ("estimate", "ci_low", "ci_high"):
            return super()._cell("effect_size", value)
        return say(value) if column == "group" and value in GROUPS else super()._cell(column, value)

    @property
    def held(self) -> str:
        """What is held alike, as it stands in a sentence."""
        return _in_words(self.beside.what) if len(self.beside) else say("nothing")

    def amount(self, value: float) -> str:
        """A value as it is written, with its unit: the sign of a currency where the language puts it."""
        text, bare = (number(one, digits=self._digits(abs(value))) for one in (value, abs(value)))
        if len(self.unit) == 1 and category(self.unit) == "Sc":
            return text.removesuffix(bare) + say("{currency}{amount}", currency=self.unit, amount=bare)
        return f"{text}\u00a0{self.unit}" if self.unit not in ("", "%") else text + (say("%") if self.unit else "")

    def difference(self, value: float) -> str:
        """A difference of two values as it is written: of two shares in points, which are percent of neither."""
        return points(value) if self.unit == "%" else self.amount(value)

    def bounds(self, low: float, high: float) -> str:
        """Bounds as values are written; their unit stands before them."""
        return interval(low, high, digits=self._digits(max(abs(low), abs(high))))

    def _digits(self, size: float) -> int:
        return 0 if size >= 100 or self.unit == "%" else 1 if size >= 10 else 2

    def sentences(self) -> list[str]:
        """The values, the differences with what is held alike, and what else differs."""
        if self.by_unit:
            return self._of_units()
        table = self.table.set_index("group")
        if table.estimate.isna().all():
            return [say("{value}: hidden, because too few people are known.", value=capital(self.value))]
        parts = [
            say(
                "{amount} of {group} ({bounds}; n = {n})", amount=self.amount(row.estimate),
                group=noun(f"{row.Index}s"), bounds=self.bounds(row.ci_low, row.ci_high), n=count(row.n),
            )
            for row in table.itertuples() if np.isfinite(row.estimate)
        ]  # fmt: skip
        said = [
            say(
                "{value} ({sure} CI): {parts}.",
                value=capital(self.value),
                sure=percent_sure(self.confidence),
                parts=listed(parts),
            )
        ]
        held = _in_words(self.beside.what) if len(self.beside) else ""
        for name in ("promoter", "passive"):
            row = table.loc[name]
            if not np.isfinite(row.gap):
                continue
            fields = {
                "group": noun(f"{name}s"), "gap": self.difference(row.gap), "held": held,
                "bounds": self.bounds(row.gap_ci_low, row.gap_ci_high), "held_gap": self.difference(row.held_gap),
                "held_bounds": self.bounds(row.held_gap_ci_low, row.held_gap_ci_high),
            }  # fmt: skip
            if row.verdict == GOES:
                said.append(
                    say(
                        "With being among {group} rather than detractors goes a difference of {gap} ({bounds}); "
                        "{held_gap} ({held_bounds}) with {held} held alike.",
                        **fields,
                    )
                    if held
                    else say(
                        "With being among {group} rather than detractors goes a difference of {gap} ({bounds}).",
                        **fields,
                    )
                )
            else:
                said.append(
                    say(
                        "That more or less goes with being among {group} rather than detractors is not shown "
                        "({held_gap}, {held_bounds}).",
                        **fields,
                    )
                )
        differs = self.beside[self.beside.differs] if len(self.beside) else self.beside
        if len(differs):
            said.append(
                say(
                    "The groups differ in {what} too, which may make part of the difference.",
                    what=_in_words(differs.what),
                )
            )
        return said

    def _of_units(self) -> list[str]:
        row = self.table.iloc[0]
        if not np.isfinite(row.estimate):
            return [
                say("{value}: fewer than {n} units are known on both sides, so nothing is told.",
                    value=capital(self.value), n=_FEWEST_UNITS)
            ]  # fmt: skip
        fields = {
            "value": self.value, "units": plural(row.units, "unit"), "r": number(row.estimate, digits=2),
            "sure": percent_sure(self.confidence), "bounds": interval(row.ci_low, row.ci_high, digits=2),
            "question": row.question,
        }  # fmt: skip
        return [
            say('Between {units} "{value}" goes with "{question}": r = {r} ({sure} CI {bounds}).', **fields)
            if row.verdict == GOES
            else say(
                'That "{value}" goes with "{question}" between {units} is not shown: r = {r} ({sure} CI {bounds}).',
                **fields,
            )
        ]


def loyalty_and_value(
    survey: Survey,
    value: str | Path | pd.DataFrame,
    *,
    question: str | None = None,
    by: str | None = None,
    beside: Sequence[str] | str | None = None,
    name: str | None = None,
    unit: str | None = None,
    audience: str | None = None,
    confidence: float = 0.95,
    seed: int = 0,
    privacy: bool = True,
) -> LoyaltyAndValue:
    """What goes with being a promoter, in revenue or in leaving; with what else differs named. No return on anything.

    Parameters
    ----------
    survey : Survey
        Single answers.
    value : column of the survey, path of a CSV, or DataFrame
        A number, or yes and no; a table has a column with the survey's respondents or units (known by its name, or by
        what stands in it) and one of numbers.
    question : str, optional
        The one on recommending, 0 to 10.
    by : "respondent" or "unit", optional
        What a table is joined by; respondents where it has them.
    beside : columns, optional
        What else the groups may differ in, held alike beside the plain difference; the roles segment and group by
        default.
    name, unit : str, optional
        What to call the value ("Revenue a year") and what it is counted in ("EUR", "€", "orders"); its column's name
        and nothing by default. Yes and no are told in percent.
    audience : str, optional
        Whose answers; customers where several audiences answered.
    confidence, privacy
        As in :func:`cxresearch.perception_gap`.
    seed : int
        Of the bootstrap.

    Returns
    -------
    LoyaltyAndValue

    Raises
    ------
    SurveyFileError, OptionError
        If the table lacks a key or a value, or nobody of it is in the survey.
    QuestionError
        If the question is unknown.

    References
    ----------
    Efron (1979), Annals of Statistics 7; MacKinnon & White (1985), Journal of Econometrics 29; Fisher (1921), Metron 1.
    Keiningham, Cooil, Andreassen & Aksoy (2007), Journal of Marketing 71, on why no growth is promised here.

    Examples
    --------
    >>> frame = pd.DataFrame({"nps": [10, 9] * 20 + [7, 8] * 20 + [2, 5] * 20, "spent": [90, 110] * 20 + [80, 90] * 20 +
    ...                       [50, 60] * 20})
    >>> survey = Survey.from_frame(frame, audience="Customers", scales={"nps": (0, 10)})
    >>> loyalty_and_value(survey, "spent", question="nps").table[["group", "estimate", "verdict"]].values.tolist()
    [['promoter', 100.0, 'goes with it'], ['passive', 85.0, 'goes with it'], ['detractor', 55.0, '']]
    """
    level = check_confidence(confidence)
    need_single_answers(survey, "loyalty_and_value")
    asked = one_question(survey, question, kind="nps")
    who, said = meant_audience(survey, audience, [asked])
    here = audience_rows(survey, who)
    answers = survey.numbers([asked]).iloc[:, 0].to_numpy(float)
    here &= np.isfinite(answers)
    column, values, unit_values, notes = _values(survey, value, by)
    name = name or column
    if unit_values is not None:
        return _by_unit(survey, asked, answers, here, unit_values, name, who, level, [*said, *notes])
    known = here & np.isfinite(values)
    if not known.any():
        raise OptionError(say(
            "Nobody who answered {asked} has a value of {name}. Check that both call people alike.",
            asked=repr(asked), name=repr(name),
        ))  # fmt: skip
    yes = set(np.unique(values[known])) <= {0.0, 1.0}
    y = 100 * values[known] if yes else values[known]
    group = (answers[known] >= _BORDERS[0]).astype(int) + (answers[known] >= _BORDERS[1])
    weight = row_weights(survey)
    weight = np.ones(len(y)) if weight is None else np.nan_to_num(weight[known])
    table = _groups(y, group, weight, level, seed)
    controls = _beside(survey, beside, known)
    differs = _differing(controls, group, level)
    table = _gaps(table, y, group, weight, controls, level)
    small, hidden = hide_small_groups(
        survey, pd.DataFrame({"group": table.group, "audience": who or ""}), table.n.to_numpy(float), by=["group"],
        privacy=privacy,
    )  # fmt: skip
    small = small | (table.n < _FEWEST).to_numpy()
    table.loc[small, "verdict"] = HIDDEN
    without = int((here & ~np.isfinite(values)).sum())
    caveats = [
        *said, *hidden, *notes, *wave_caveats(survey, known),
        say("What goes together is no return: nobody became worth more here by becoming a promoter."),
        say("Who spends more may be asked, and answer, in another mood; what comes first is not told."),
    ]  # fmt: skip
    if not len(controls):
        caveats.append(say("Nothing else is known of these people, so nothing is held alike: pass beside=."))
    if without:
        caveats.append(
            say("{people} answered and have no value; they may be worth more or less.",
                people=plural(without, "person", "people"))
        )  # fmt: skip
    held = _in_words(label for label, _ in controls) or say("nothing")
    return LoyaltyAndValue(
        blank(table, small), say(_METHOD, draws=count(_DRAWS), seed=seed, held=held), caveats, level, beside=differs,
        value=name, unit="%" if yes else unit or "", without=without, audience=who,
    )  # fmt: skip


def _in_words(labels: Iterable[str]) -> str:
    """A list of roles and topics in the language of now."""
    return listed([say(label) if label in _ROLES.values() else label for label in labels])


def _values(survey: Survey, value, by) -> tuple[str, np.ndarray, np.ndarray | None, list[str]]:
    """The value's name, a number a row, or a number a unit; and what to say."""
    if by not in (None, "respondent", "unit"):
        raise OptionError(say("by= is 'respondent' or 'unit'; got {by}.", by=repr(by)))
    if isinstance(value, str) and not Path(value).suffix and value in (*survey.columns, *survey.codebook.id):
        from cxresearch.stats.bases.rows import score

        column = survey.find(value)
        kinds = survey.codebook.set_index("id").kind
        if kinds.get(column) == "choice":
            return label_of(survey, column), score(survey, [column], points=False), None, []
        return label_of(survey, column), survey.numbers([column]).iloc[:, 0].to_numpy(float), None, []
    table, file = side_table(value, what="values")
    keys = {role: _key(survey, table, role) for role in ("respondent", "unit") if by in (None, role)}
    role = next((role for role, column in keys.items() if column is not None), None)
    if role is None:
        wanted = [survey.roles.get(one, one) for one in keys]
        raise OptionError(say(
            "{file} has no column {wanted} to join it by. Found: {columns}.",
            file=file, wanted=named(wanted), columns=named(table.columns[1:]),
        ))  # fmt: skip
    rest = [column for column in table.columns if column not in ("line", keys[role])]
    numbers = {column: numbers_of(table[column]) for column in rest}
    found = [column for column in rest if np.isfinite(numbers[column]).sum() * 2 > len(table)]
    if len(found) != 1:
        raise OptionError(say(
            "{file} needs one column of numbers beside {keys}; found {found}.",
            file=file, keys=repr(keys[role]), found=named(found),
        ))  # fmt: skip
    values = numbers[found[0]]
    texts = table[found[0]].map(as_text)
    bad_rows(file, [(int(table["line"].iloc[at]), say(
        "{column} {value} is no number", column=found[0], value=repr(texts.iloc[at])
    )) for at in np.flatnonzero(np.isinf(values))])  # fmt: skip
    place: dict[str, float] = {}
    for key, one in zip(table[keys[role]], values, strict=True):
        text = as_text(key).strip()
        if text in place and np.isfinite(one) and place[text] != one:
            raise OptionError(say(
                "{file} holds {text} twice with unlike values. Keep one row for each.",
                file=file, text=repr(text),
            ))  # fmt: skip
        place[text] = one
    if role == "unit":
        names = units_of(survey, "unit").names
        return found[0], np.array([]), np.array([place.get(str(name).strip(), np.nan) for name in names]), []
    encoded = survey.encoded(survey.roles["respondent"])
    own = np.array([*(place.get(as_text(answer).strip(), np.nan) for answer in encoded.answers), np.nan])
    unknown = len(place) - int(np.isfinite(own[:-1]).sum())
    notes = (
        [say("{n} of the table are in no row of the survey.", n=plural(unknown, "person", "people"))]
        if unknown > 0
        else []
    )
    return found[0], own[encoded.codes], None, notes


def _key(survey: Survey, table: pd.DataFrame, role: str) -> str | None:
    """The column that holds a role's values: by its name, else by what stands in it."""
    if role not in survey.roles:
        return None
    known = {str(column).casefold(): column for column in table.columns}
    for name in (survey.roles[role], role):
        if str(name).casefold() in known:
            return known[str(name).casefold()]
    there = {as_text(answer).strip() for answer in survey.encoded(survey.roles[role]).answers}
    for column in table.columns[1:]:
        if table[column].map(lambda cell: as_text(cell).strip() in there).mean() > 0.5:
            return column
    return None


def _groups(y, group, weight, level: float, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    tail, rows = 50 * (1 - level), []
    for at, name in ((2, "promoter"), (1, "passive"), (0, "detractor")):
        mine, by = y[group == at], weight[group == at]
        row = {"group": name, "estimate": np.nan, "ci_low": np.nan, "ci_high": np.nan, "median": np.nan}
        if len(mine) > 1 and by.sum() > 0:
            drawn = np.empty(_DRAWS)
            for draw in range(_DRAWS):
                chosen = rng.integers(0, len(mine), len(mine))
                drawn[draw] = mine[chosen] @ by[chosen] / by[chosen].sum()
            low, high = np.percentile(drawn, [tail, 100 - tail])
            row |= {"estimate": float(mine @ by / by.sum()), "ci_low": float(low), "ci_high": float(high),
                    "median": _median(mine, by)}  # fmt: skip
        rows.append(row | {"n": float(len(mine))})
    return pd.DataFrame(rows)


def _median(values: np.ndarray, weight: np.ndarray) -> float:
    order = np.argsort(values, kind="stable")
    reach = np.cumsum(weight[order]) - weight[order] / 2
    return float(np.interp(weight.sum() / 2, reach, values[order]))


def _beside(survey: Survey, beside, known: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """What is held alike: each with its label and a code a row."""
    if beside is None:
        wanted = [role for role in ("segment", "group") if role in survey.roles]
    else:
        wanted = [beside] if isinstance(beside, str) else list(beside)
    found = []
    for name in wanted:
        column = survey.find(name)
        codes = survey.encoded(column).codes[known]
        _, codes = np.unique(codes, return_inverse=True)
        if 1 < codes.max() + 1 <= _MOST_LEVELS:
            found.append((_ROLES[name] if name in _ROLES else label_of(survey, column), codes))
    return found


def _differing(controls, group, level: float) -> pd.DataFrame:
    from scipy.stats import chi2_contingency

    rows = []
    for label, codes in controls:
        counts = np.zeros((3, codes.max() + 1))
        np.add.at(counts, (group, codes), 1)
        counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
        p = float(chi2_contingency(counts, correction=False).pvalue) if min(counts.shape) > 1 else np.nan
        rows.append({"what": label, "p_value": p})
    table = pd.DataFrame(rows, columns=["what", "p_value"])
    table["p_adjusted"] = adjust_p(table.p_value.to_numpy(float), method="holm") if len(table) else []
    table["differs"] = table.p_adjusted < 1 - level
    return table


def _gaps(table, y, group, weight, controls, level: float) -> pd.DataFrame:
    """Differences to detractors, plain and with what is known held alike."""
    names = ("gap", "gap_ci_low", "gap_ci_high", "held_gap", "held_gap_ci_low", "held_gap_ci_high", "p_value",
             "p_adjusted")  # fmt: skip
    table = table.assign(**dict.fromkeys(names, np.nan), verdict="")
    sizes = np.bincount(group, minlength=3)
    if sizes[0] < _FEWEST or np.ptp(y) == 0:
        return table
    sides = [at for at in (2, 1) if sizes[at] >= _FEWEST]
    dummies = [(group == at).astype(float) for at in sides]
    weight = None if np.ptp(weight) == 0 else weight
    held = [(codes == at).astype(float) for _, codes in controls for at in range(1, codes.max() + 1)]
    plain = robust_regression(np.column_stack([np.ones(len(y)), *dummies]), y, weight)
    try:
        full = robust_regression(np.column_stack([np.ones(len(y)), *dummies, *held]), y, weight) if held else plain
    except OptionError:
        full = plain
    place = {2: 0, 1: 1, 0: 2}
    for term, at in enumerate(sides, start=1):
        for fit, name in ((plain, "gap"), (full, "held_gap")):
            error = np.sqrt(fit.covariance[term, term])
            reach = t_quantile(level, fit.df) * error
            table.loc[place[at], name] = fit.estimate[term]
            table.loc[place[at], f"{name}_ci_low"] = fit.estimate[term] - reach
            table.loc[place[at], f"{name}_ci_high"] = fit.estimate[term] + reach
        contrast = np.zeros(len(full.estimate))
        contrast[term] = 1.0
        table.loc[place[at], "p_value"] = full.contrast(contrast)[2]
    table["p_adjusted"] = adjust_p(table.p_value.to_numpy(float), method="holm")
    tested = table.p_adjusted.notna()
    table.loc[tested, "verdict"] = np.where(table.p_adjusted[tested] < 1 - level, GOES, OPEN)
    return table


def _by_unit(survey, asked, answers, here, unit_values, name, who, level, caveats) -> LoyaltyAndValue:
    from scipy.stats import pearsonr

    units, weight = units_of(survey, "unit"), row_weights(survey)
    by = np.ones(len(answers)) if weight is None else np.nan_to_num(weight)
    kept = here & (units.code >= 0)
    total = np.bincount(units.code[kept], by[kept], minlength=len(units.names))
    people = np.bincount(units.code[kept], minlength=len(units.names))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(units.code[kept], (by * answers)[kept], minlength=len(units.names)) / total
    known = np.isfinite(mean) & np.isfinite(unit_values) & (people >= _FEWEST)
    row = dict.fromkeys(("estimate", "ci_low", "ci_high", "p_value"), np.nan)
    row |= {"question": label_of(survey, asked), "units": float(known.sum()), "verdict": OPEN}
    if known.sum() >= _FEWEST_UNITS and np.ptp(unit_values[known]) > 0:
        r, p = pearsonr(mean[known], unit_values[known])
        reach = normal_quantile(level) / np.sqrt(known.sum() - 3)
        low, high = np.tanh(np.arctanh(np.clip(r, -0.9999, 0.9999)) + np.array([-reach, reach]))
        row |= {"estimate": float(r), "ci_low": float(low), "ci_high": float(high), "p_value": float(p),
                "verdict": GOES if p < 1 - level else OPEN}  # fmt: skip
    caveats = [
        *caveats,
        say("What goes together between units is no return, and need not hold for single customers."),
        say("Units differ in size, place and customers, which may make both: none of it is held alike here."),
    ]
    table = pd.DataFrame([row])[["question", "estimate", "ci_low", "ci_high", "p_value", "units", "verdict"]]
    return LoyaltyAndValue(table, say(_UNITS), caveats, level, by_unit=True, value=name, audience=who)
