"""What goes with which theme: whether those who write of waiting give less, than those who write of other things.

Who writes of a theme also writes of others, so all themes stand in one equation, each a yes or no. It is about those
who wrote, for nobody else named a theme; it tells what goes together, and no cause. A machine's codes err, and codes
that err draw every difference towards nought: where people have coded a sample, the differences are put right by how
often the machine's yes and no are right, and the intervals grow by what is not known of that. Where the score decided
who was asked the question, nothing can be told, and the function says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.robust import Regression, robust_regression
from cxresearch.inference.significance import adjust_p, check_confidence, t_quantile
from cxresearch.result import Result
from cxresearch.survey.audiences import is_employees
from cxresearch.survey.labels import says_yes
from cxresearch.survey.survey import Survey
from cxresearch.text.themes.coded import OTHER, Coded, code_comments
from cxresearch.text.themes.codeframe import Codeframe
from cxresearch.wording import count, interval, number, plural, say, told
from cxresearch.wording import named as named_in_list

__all__ = ["ThemeEffects", "readings_of", "theme_effects"]
FEWEST = 10
# A machine whose yes and no differ by less than this in what they are worth tells nothing that could be put right.
_LEAST_WORTH = 0.2
_ROUTED, _ASKED, _WONDER = 0.02, 0.10, 1e-6
_YES, _NO = frozenset("true y 1 left gekündigt".split()), frozenset("false n 0 stayed geblieben".split())


@dataclass(frozen=True, eq=False, repr=False)
class ThemeEffects(Result):
    """What goes with which theme, a row a theme.

    ``table``: ``theme, estimate`` (points of the outcome: those who write of it against those who do not, other themes
    being equal; percentage points where the outcome is a yes or no), ``std_error, ci_low, ci_high, n`` (who write of
    it), ``p_value, p_adjusted`` (Holm), ``verdict`` ("less", "more", "not shown", "too few"), ``as_read`` (before
    misreading is put right; the same without codes), ``alone`` (the bare difference of means), ``worth`` (0..1: what
    the machine's yes is worth more than its no; NaN without codes).

    Attributes
    ----------
    n, wrote, asked : int
        Who wrote and gave the outcome; who wrote; all who gave the outcome.
    outcome : str
        Its text.
    unit : str
        "points" or "percentage points".
    """

    n: int = 0
    wrote: int = 0
    asked: int = 0
    outcome: str = ""
    unit: str = "points"
    questions: tuple[str, ...] = ()

    heading: ClassVar[str] = told("What goes with which theme")
    shown: ClassVar[tuple[str, ...]] = ("theme", "estimate", "ci_low", "ci_high", "n", "p_adjusted", "verdict")
    decimals: ClassVar[dict[str, int]] = {"estimate": 1, "ci_low": 1, "ci_high": 1, "n": 0, "worth": 2}

    def sentences(self) -> list[str]:
        """A sentence a theme for which a difference is shown, and what is not shown."""
        said = []
        known = self.table[self.table.estimate.notna()]
        order = known.estimate.abs().sort_values(ascending=False, kind="stable").index
        for row in known.loc[order].itertuples():
            if row.verdict in ("less", "more"):
                said.append(self._shown_in_words(row))
            elif row.ci_low * row.ci_high > 0:
                size, bounds = number(row.estimate, digits=1), interval(row.ci_low, row.ci_high, digits=1)
                said.append(
                    say(
                        "{theme}: {size} ({bounds} taken alone); after {tests} comparisons not shown.",
                        theme=row.theme, size=size, bounds=bounds, tests=count(len(known)),
                    )
                )  # fmt: skip
        quiet = known[(known.verdict == "not shown") & (known.ci_low * known.ci_high <= 0)]
        if len(quiet):
            said.append(
                say("Not shown for {themes}; that does not make them alike.", themes=named_in_list(quiet.theme))
            )
        base = say(
            "Base: {n} who wrote and gave {outcome}, of {asked} who gave it.",
            n=count(self.n), outcome=repr(self.outcome), asked=count(self.asked),
        )  # fmt: skip
        return [*said, base]

    def finding(self) -> str:
        """The largest difference that is shown, as a headline; "" where none is."""
        shown = self.table[self.table.verdict.isin(("less", "more"))]
        if not len(shown):
            return ""
        row = shown.loc[shown.estimate.abs().sort_values(ascending=False, kind="stable").index[0]]
        low, high = sorted((abs(row.ci_low), abs(row.ci_high)))
        about = {"theme": row.theme, "size": number(abs(row.estimate), digits=1),
                 "bounds": interval(low, high, digits=1)}  # fmt: skip
        if self.unit == "points":
            return say(
                "Those who write of {theme} give {size} points less ({bounds})"
                if row.verdict == "less"
                else "Those who write of {theme} give {size} points more ({bounds})",
                **about,
            )
        return say(
            "Those who write of {theme} answer yes {size} percentage points less often ({bounds})"
            if row.verdict == "less"
            else "Those who write of {theme} answer yes {size} percentage points more often ({bounds})",
            **about,
        )

    def _shown_in_words(self, row) -> str:
        low, high = sorted((abs(row.ci_low), abs(row.ci_high)))
        about = {
            "theme": row.theme, "size": number(abs(row.estimate), digits=1), "bounds": interval(low, high, digits=1),
            "n": count(row.n), "base": count(self.n),
        }  # fmt: skip
        if self.unit == "points":
            return say(
                "Those who write of {theme} give {size} points less ({bounds}) than those who do not, other themes "
                "being equal ({n} of {base})."
                if row.verdict == "less"
                else "Those who write of {theme} give {size} points more ({bounds}) than those who do not, other "
                "themes being equal ({n} of {base}).",
                **about,
            )
        return say(
            "Those who write of {theme} answer yes {size} percentage points less often ({bounds}) than those who do "
            "not, other themes being equal ({n} of {base})."
            if row.verdict == "less"
            else "Those who write of {theme} answer yes {size} percentage points more often ({bounds}) than those who "
            "do not, other themes being equal ({n} of {base}).",
            **about,
        )


def theme_effects(
    survey: Survey,
    question: str,
    outcome: str,
    *,
    codeframe: str | Path | pd.DataFrame | Codeframe | None = None,
    coded: pd.DataFrame | Result | None = None,
    cluster: str | None = None,
    confidence: float = 0.95,
    moved: pd.DataFrame | str | None = None,
    privacy: bool = True,
) -> ThemeEffects:
    """Themes as yes or no beside a rating, a recommendation or leaving: what those give who write of each.

    Parameters
    ----------
    survey : Survey
    question : str
        Answered in words, by everybody whatever they scored.
    outcome : str
        A rating, NPS or effort question (points of its own scale), a number, or a question answered yes and no
        (percentage points).
    codeframe, moved, privacy
        As in `themes`.
    coded : DataFrame or CodingAgreement, optional
        A random sample that people coded: ``themes`` (several with semicolons) beside ``text`` or ``row``; or what
        `coding_agreement` returned.
    cluster : str, optional
        Role or column of units that were themselves sampled: errors are then over units.
    confidence : float

    Returns
    -------
    ThemeEffects

    Raises
    ------
    QuestionError
        If the score decided who was asked the question, too few wrote, or the outcome holds no numbers.
    OptionError
        If an option does not fit.

    References
    ----------
    Least squares with HC3 errors (MacKinnon & White 1985), over people where one wrote several comments; misread codes
    by regression calibration for a binary covariate (Carroll, Ruppert, Stefanski & Crainiceanu 2006, ch. 4) with the
    delta method; Holm (1979).

    Examples
    --------
    >>> wrote = ["the queue was too long", "the app is great", "high fees", "friendly staff"] * 25
    >>> answers = pd.DataFrame({"why": wrote, "nps": [4, 9, 7, 9] * 25})
    >>> survey = Survey.from_frame(answers, codebook=pd.DataFrame({"id": ["why"], "kind": ["verbatim"]}))
    >>> theme_effects(survey, "why", "nps").table.set_index("theme").verdict["Waiting time"]
    'less'
    """
    level = check_confidence(confidence)
    column = survey.find(outcome)
    if column == survey.find(question):
        raise OptionError(say(
            "{outcome} is the question whose comments are read. Pass another outcome=.",
            outcome=repr(outcome),
        ))  # fmt: skip
    value, unit = _outcome(survey, column)
    cluster = survey.cluster_of(cluster) or None
    read = code_comments(survey, [question], codeframe=codeframe, privacy=privacy, moved=moved)
    _refuse_routed(survey, question, column, value)
    rows = read.comments.row.to_numpy(int)
    has = np.isfinite(value[rows])
    if has.sum() < 2 * FEWEST:
        raise QuestionError(say(
            "{people} wrote to {question} and answered {outcome}; at least {fewest} are needed.",
            people=plural(int(has.sum()), "person", "people"), question=repr(question), outcome=repr(outcome),
            fewest=2 * FEWEST,
        ))  # fmt: skip
    themes = [theme for theme in read.themes if theme != OTHER and not (read.frame and theme in read.frame.alone)]
    place = [read.themes.index(theme) for theme in themes]
    named = read.of_comments[has][:, place]
    y = value[rows[has]]
    weight = read.comments.weight.to_numpy(float)[has]
    weight = None if np.ptp(weight) == 0 else weight
    units, caveats = _units(survey, cluster, rows[has], read.comments.person.to_numpy()[has])
    enough = (named.sum(axis=0) >= FEWEST) & ((~named).sum(axis=0) >= FEWEST)
    kept = _told_apart(named, enough)
    if not len(kept):
        raise QuestionError(say(
            "No theme is named by {fewest} or more of the {n} who wrote and answered {outcome}.",
            fewest=FEWEST, n=count(len(y)), outcome=repr(outcome),
        ))  # fmt: skip
    x = np.column_stack([np.ones(len(y)), named[:, kept]]).astype(float)
    fit = robust_regression(x, y, weight, cluster=units)
    worth = readings_of(coded, read, themes) if coded is not None else {}
    table = _table(themes, named, kept, fit, y, weight, worth, level)
    if any(is_employees(name) for name in survey.audiences) and privacy:
        # A small count of colleagues is itself told by nobody.
        table.loc[table.n < FEWEST, "n"] = np.nan
    caveats = [*read.caveats, *caveats, *_caveats(table, coded, worth, len(kept) < int(enough.sum()))]
    method = say(
        "Least squares of the outcome on {n} themes as yes or no, {errors}; Holm over themes; misread codes put right "
        "by regression calibration (Carroll et al. 2006); {how}"
        if worth
        else "Least squares of the outcome on {n} themes as yes or no, {errors}; Holm over themes; {how}",
        n=len(kept), errors=_errors(cluster, units), how=read.how,
    )  # fmt: skip
    text = survey.codebook.set_index("id").text.get(column)
    given = int(np.isfinite(value).sum())
    return ThemeEffects(
        table, method, caveats, level, n=len(y), wrote=len(rows), asked=given, outcome=str(text or column), unit=unit,
        questions=(survey.find(question),),
    )  # fmt: skip


def _outcome(survey: Survey, column: str) -> tuple[np.ndarray, str]:
    """Numbers a row: on the question's own scale, or 100 for yes and 0 for no."""
    kinds = survey.codebook.set_index("id").kind
    if kinds.get(column) in ("choice", "multi", None):
        encoded = survey.encoded(column)
        words = [str(answer).strip().casefold() if answer is not None else "" for answer in encoded.answers]
        sides = [
            100.0 if word in _YES or says_yes(word) else 0.0 if word in _NO or says_yes(word) is False else np.nan
            for word in words
        ]
        told = [side for side, word in zip(sides, words, strict=True) if word and word != "nan"]
        if {0.0, 100.0} <= set(told) and not np.isnan(told).any():
            return np.array([*sides, np.nan])[encoded.codes], "percentage points"
    values = pd.to_numeric(survey.numbers([column])[column], errors="coerce").to_numpy(float)
    if not np.isfinite(values).any():
        raise QuestionError(say(
            "{column} of {survey} holds neither numbers nor yes and no. Pass a rating, a recommendation or a question "
            "answered yes and no.",
            column=repr(column), survey=survey.name,
        ))  # fmt: skip
    if set(np.unique(values[np.isfinite(values)])) == {0.0, 1.0} and survey.scale_of(column) is None:
        return 100 * values, "percentage points"
    return values, "points"


def _refuse_routed(survey: Survey, question: str, column: str, value: np.ndarray) -> None:
    """Refuse where one end of the scores has no comment at all: then the score decided who was asked.

    Raises
    ------
    QuestionError
    """
    encoded = survey.encoded(survey.find(question))
    filled = np.array([*(isinstance(a, str) and bool(a.strip()) for a in encoded.answers), False])[encoded.codes]
    scored = np.isfinite(value)
    levels = np.unique(value[scored])
    n = np.array([(value == level).sum() for level in levels])
    wrote = np.array([filled[value == level].sum() for level in levels])
    if len(levels) < 2 or not wrote.sum():
        return
    worst: tuple[int, float, float] | None = None
    for ends in range(1, len(levels)):
        for silent, asked in ((slice(None, ends), slice(ends, None)), (slice(ends, None), slice(None, ends))):
            of_silent, of_asked = int(n[silent].sum()), int(n[asked].sum())
            rate, other = wrote[silent].sum() / of_silent, wrote[asked].sum() / max(of_asked, 1)
            # With the others' rate, nobody writing among so many would be a wonder.
            wonder = (1 - other) ** of_silent < _WONDER
            if of_silent >= FEWEST and rate <= _ROUTED * other and other >= _ASKED and wonder:
                worst = max(worst or (0, 0.0, 0.0), (of_silent, float(levels[asked][0]), float(levels[asked][-1])))
    if worst is not None:
        raise QuestionError(say(
            "{question} was answered only by those who gave {low} to {high} on {column}: the score decided who "
            "was asked, and promoters and detractors were asked differently. What goes with a theme cannot be told "
            "from it. Use a question that everybody was asked.",
            question=repr(question), low=f"{worst[1]:g}", high=f"{worst[2]:g}", column=repr(column),
        ))  # fmt: skip


def _units(survey: Survey, cluster: str | None, rows: np.ndarray, person: np.ndarray):
    if cluster is not None:
        column = survey.find(cluster)
        codes = survey.encoded(column).codes.astype(np.int64)[rows]
        own = np.where(codes < 0, -2 - np.arange(len(codes)), codes)
        return own, []
    if len(np.unique(person)) < len(person):
        return person, [say("Several comments of one person count as one: errors are over people.")]
    return None, []


def _errors(cluster: str | None, units: np.ndarray | None) -> str:
    if cluster is not None:
        return say("errors over {n} units (Liang & Zeger 1986)", n=len(np.unique(units)))
    if units is not None:
        return say("errors over people (Liang & Zeger 1986)")
    return say("HC3 errors (MacKinnon & White 1985)")


def _told_apart(named: np.ndarray, enough: np.ndarray) -> np.ndarray:
    """Columns that are no sum of others, the more frequent first."""
    order = sorted(np.flatnonzero(enough), key=lambda at: (-int(named[:, at].sum()), at))
    kept: list[int] = []
    for at in order:
        trial = np.column_stack([np.ones(len(named)), named[:, [*kept, at]]])
        if np.linalg.matrix_rank(trial) == trial.shape[1]:
            kept.append(int(at))
    return np.array(sorted(kept), dtype=int)


def _table(themes, named, kept, fit: Regression, y, weight, worth, level: float) -> pd.DataFrame:
    from scipy.special import stdtr

    w = np.ones(len(y)) if weight is None else weight
    rows = []
    for at, theme in enumerate(themes):
        mine = named[:, at]
        bare = np.nan
        if mine.any() and not mine.all():
            bare = float(np.average(y[mine], weights=w[mine]) - np.average(y[~mine], weights=w[~mine]))
        row = {"theme": theme, "estimate": np.nan, "std_error": np.nan, "ci_low": np.nan, "ci_high": np.nan}
        row |= {"n": int(mine.sum()), "p_value": np.nan, "as_read": np.nan, "alone": bare, "worth": np.nan}
        if at in kept:
            term = 1 + int(np.searchsorted(kept, at))
            read, error = float(fit.estimate[term]), float(np.sqrt(fit.covariance[term, term]))
            row["as_read"] = estimate = read
            if theme in worth:
                row["worth"], spread = worth[theme]
                if row["worth"] >= _LEAST_WORTH:
                    estimate = read / row["worth"]
                    error = float(np.hypot(error / row["worth"], read * spread / row["worth"] ** 2))
                else:
                    estimate = error = np.nan
            reach = float(t_quantile(level, fit.df)) * error
            row |= {"estimate": estimate, "std_error": error, "ci_low": estimate - reach, "ci_high": estimate + reach}
            # The test asks of the codes as they were read: misreading cannot make something of nothing.
            raw = float(np.sqrt(fit.covariance[term, term]))
            row["p_value"] = float(2 * stdtr(fit.df, -abs(read) / raw)) if raw > 0 else np.nan
        rows.append(row)
    table = pd.DataFrame(rows)
    table["p_adjusted"] = adjust_p(table.p_value)
    sure = table.p_adjusted < 1 - level
    table["verdict"] = np.select(
        [table.estimate.isna(), sure & (table.estimate < 0), sure], ["too few", "less", "more"], "not shown"
    )
    # Where the interval, grown by what is not known of the codes, takes nought in, nothing is shown.
    wide = (table.ci_low <= 0) & (table.ci_high >= 0)
    table.loc[wide & table.verdict.isin(["less", "more"]), "verdict"] = "not shown"
    first = ["theme", "estimate", "std_error", "ci_low", "ci_high", "n", "p_value", "p_adjusted", "verdict"]
    return table[[*first, "as_read", "alone", "worth"]]


def readings_of(coded, read: Coded, themes: Sequence[str]) -> dict[str, tuple[float, float]]:
    """For each theme what the machine's yes is worth more than its no (0..1), and the standard error of that.

    Parameters
    ----------
    coded : DataFrame or CodingAgreement
    read : Coded
    themes : list of str

    Raises
    ------
    OptionError
        If the codes have no themes, or belong to none of the comments.
    """
    pairs = _from_agreement(coded, themes) if isinstance(coded, Result) else _from_codes(coded, read, themes)
    found = {}
    for theme, (both, machine, people, n) in pairs.items():
        if machine < 1 or n - machine < 1:
            continue
        # Half a case on each side, so that a clean small sample is no proof of a clean machine.
        yes = (both + 0.5) / (machine + 1)
        no = (people - both + 0.5) / (n - machine + 1)
        spread = np.sqrt(yes * (1 - yes) / (machine + 1) + no * (1 - no) / (n - machine + 1))
        found[theme] = (float(yes - no), float(spread))
    return found


def _from_agreement(coded: Result, themes: Sequence[str]) -> dict[str, tuple]:
    table = coded.table[coded.table.about.isin(themes)]
    found = {}
    for theme, rows in table.groupby("about", sort=False):
        of = rows.set_index("measure")
        if not {"precision", "recall", "kappa"} <= set(of.index):
            continue
        machine, people, n = (float(of.loc[name, "n"]) for name in ("precision", "recall", "kappa"))
        right = float(np.nan_to_num(of.loc["precision", "estimate"])) * machine
        found[str(theme)] = (right, machine, people, n)
    return found


def _from_codes(coded: pd.DataFrame, read: Coded, themes: Sequence[str]) -> dict[str, tuple]:
    if "themes" not in coded or not ({"text", "row"} & set(coded)):
        raise OptionError(say("coded= has themes, and text or row; several themes with semicolons between them."))
    key = "row" if "row" in coded else "text"
    place = {value: at for at, value in reversed(list(enumerate(read.comments[key])))}
    at = coded[key].map(place)
    known = coded[at.notna()]
    if not len(known):
        raise OptionError(say(
            "None of the {comments} is among the comments that were read.",
            comments=plural(len(coded), "coded comment"),
        ))  # fmt: skip
    machine = read.of_comments[at[at.notna()].to_numpy(int)]
    people = [{part.strip() for part in str(cell).split(";")} for cell in known.themes.fillna("")]
    found = {}
    for theme in themes:
        said = machine[:, read.themes.index(theme)]
        true = np.array([theme in some for some in people], dtype=bool)
        found[theme] = (float((said & true).sum()), float(said.sum()), float(true.sum()), float(len(known)))
    return found


def _caveats(table: pd.DataFrame, coded, worth: dict, dropped: bool) -> list[str]:
    said = [say("What goes together is no cause: who had reason to write of a theme may differ in more than that.")]
    if coded is None:
        said.append(
            say(
                "The themes are a machine's reading, and misreading draws every difference towards nought; a sample "
                "coded by people (coding_sample, coded=) puts that right."
            )
        )
    else:
        bare = table[table.as_read.notna() & ~table.theme.isin(list(worth))].theme
        weak = table[table.worth < _LEAST_WORTH].theme
        said.append(
            say(
                "Put right for misreading as if the machine erred alike whatever was scored, by sampled codes; "
                "intervals hold what is not known of its errors."
            )
        )
        if len(bare):
            said.append(say("Not put right, since too few were coded: {themes}.", themes=named_in_list(bare)))
        if len(weak):
            said.append(say("Read too badly to be told: {themes}.", themes=named_in_list(weak)))
    few = table[table.as_read.isna()].theme
    if len(few):
        said.append(
            say(
                "Named by too few (or by nearly all) to be told, fewer than {fewest}: {themes}.",
                fewest=FEWEST, themes=named_in_list(few),
            )
        )  # fmt: skip
    if dropped:
        said.append(say("A theme that always goes with others cannot be told apart from them and is left out."))
    return said
