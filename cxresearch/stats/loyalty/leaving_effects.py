"""What is left of a difference in leaving once those who found it hard are compared with people like them.

Whoever found it hard may also be younger, or a customer of another branch. A logit of leaving on effort and controls
gives the average marginal effect: by how many points the share that leaves differs, on average over these people, had
each found it hard or not, all else alike. Units that were sampled make every error larger; they are taken as such here.
Beside leaving stands whether those who found it hard recommend less, by NPS or by what they did.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError
from cxresearch.inference.intervals import (
    Difference,
    Interval,
    agreeing_p,
    joined_shares,
    kish_n,
    normal_quantile,
    nps_interval,
    t_quantile,
    two_shares_p,
    welch_from_errors,
    wilson,
)
from cxresearch.stats.bases.row_gaps import between, row_side
from cxresearch.stats.bases.row_shares import share_gap, share_of
from cxresearch.stats.bases.rows import label_of
from cxresearch.stats.bases.terms import Term, refuse_repeats, terms_of
from cxresearch.stats.bases.yes_no import text_of, yes_no
from cxresearch.stats.loyalty.net_promoter import check_nps_scale, nps_scores
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, needed, plural, say, told

__all__ = ["EFFECTS", "beside", "fit_logit", "leaving_effects", "marginal_effects", "over_units"]

EFFECTS = told(
    "{errors} average marginal effects of a logit of leaving, in points of the share that left, errors by the delta "
    "method"
)
_ERRORS = {"one": told("Observed-information"), "weights": told("Sandwich (HC1)"), "units": told("Cluster-robust")}
_EVENTS = 10
_HARD = "found it hard"
_ALL_ALIKE = told(
    "On one side everybody left or nobody did: an odds ratio has no value there. The effect is the difference of the "
    "shares itself."
)
# Below this a variance of a share (0..1, squared) is what rounding leaves of none.
_NO_VARIANCE = 1e-18


def leaving_effects(
    survey: Survey, hard: np.ndarray, gone: np.ndarray, kept: np.ndarray, weight: np.ndarray | None,
    units: np.ndarray | None, *, controls: Iterable[str], overall: pd.Series, confidence: float,
) -> tuple[pd.DataFrame, list[str], str]:  # fmt: skip
    """Average marginal effects of effort and controls on leaving.

    Parameters
    ----------
    hard, gone : 0 and 1, one a row. `kept` : which rows count. `weight` : (rows,) or None.
    units : codes of sampled units of the kept rows, or None.
    controls : ids, texts, topics or columns: numbers by the step, choices by level against the first.
    overall : the difference of the two shares (``estimate, ci_low, ci_high, p_value``), which stands in where nothing
        is held and one side left or stayed to a person: there a logit has no best fit, and the difference needs none.

    Returns
    -------
    effects : DataFrame, a row a term: ``term, level, reference, estimate`` (points of 100), ``std_error, ci_low,
        ci_high, p_value, odds_ratio, n``; the first row is effort. The difference that stands in has no ``std_error``
        and no ``odds_ratio``.
    caveats : list of str
    method : str, "" for the difference of shares

    Raises
    ------
    OptionError
        If controls do not vary, repeat each other, or tell leaving without fail, or fewer than two units answered.
    """
    _need_two(units)
    names = [controls] if isinstance(controls, str) else list(controls)
    ids = list(dict.fromkeys(survey.find(name) for name in names))
    if not ids and any(len(np.unique(gone[kept & (hard == side)])) == 1 for side in (1, 0)):
        return _plain_difference(overall, int(kept.sum())), [say(_ALL_ALIKE)], ""
    terms, x = [Term(_HARD, "", "")], hard[:, None].astype(float)
    if ids:
        more, columns = terms_of(survey, ids, [], kept)
        terms, x = [*terms, *more], np.column_stack([x, columns])
    full = kept & ~np.isnan(x).any(axis=1)
    lost = int((kept & ~full).sum())
    caveats = (
        [say("{n} without an answer to every control left out where controls are held.", n=count(lost))] if lost else []
    )
    if full.sum() <= x.shape[1] + 1:
        raise OptionError(say(
            "controls= leave {what} complete rows, too few for a model. Name fewer.",
            what=count(full.sum()),
        ))  # fmt: skip
    refuse_repeats(terms, x[full])
    here = full[kept]
    by = None if weight is None else weight[full]
    if not gone[full].min() < gone[full].max():
        raise OptionError(say("Everybody left or nobody did among the complete rows, so no control can be held."))
    beta, covariance = fit_logit(x[full], gone[full], by, None if units is None else units[here])
    df = np.inf if units is None else len(np.unique(units[here])) - 1.0
    effects = marginal_effects(terms, x[full], by, beta, covariance)
    reach = t_quantile(confidence, df) if np.isfinite(df) else normal_quantile(confidence)
    label = {driver: label_of(survey, driver) for driver in ids} | {_HARD: _HARD}
    table = pd.DataFrame(effects, columns=["estimate", "std_error"]) * 100
    table.insert(0, "reference", [term.reference for term in terms])
    table.insert(0, "level", [term.level for term in terms])
    table.insert(0, "term", [label[term.driver] + (f": {term.level}" if term.level else "") for term in terms])
    table = table.assign(
        ci_low=table.estimate - reach * table.std_error, ci_high=table.estimate + reach * table.std_error,
        p_value=_two_sided(table.estimate / table.std_error, df), odds_ratio=np.exp(beta[1:]), n=int(full.sum()),
    )  # fmt: skip
    events = min(gone[full].sum(), (1 - gone[full]).sum())
    if events < _EVENTS * len(terms):
        caveats.append(
            say(
                "Fewer than {n} who left (or stayed) for each of {terms} of the model: its effects are unsteady.",
                n=_EVENTS, terms=plural(len(terms), "term"),
            )
        )  # fmt: skip
    errors = "units" if units is not None else "weights" if by is not None else "one"
    return table, caveats, say(EFFECTS, errors=say(_ERRORS[errors]))


def _plain_difference(overall: pd.Series, n: int) -> pd.DataFrame:
    """The difference of the shares as the one effect that it is where nothing is held alike."""
    return pd.DataFrame([{
        "term": _HARD, "level": "", "reference": "", "estimate": overall.estimate, "std_error": np.nan,
        "ci_low": overall.ci_low, "ci_high": overall.ci_high, "p_value": overall.p_value, "odds_ratio": np.nan, "n": n,
    }])  # fmt: skip


def _need_two(units: np.ndarray | None) -> None:
    if units is not None and len(np.unique(units)) < 2:
        raise OptionError(say("cluster= needs answers from at least two units. Leave it out."))


def fit_logit(x: np.ndarray, y: np.ndarray, weight, units) -> tuple[np.ndarray, np.ndarray]:
    """Logit coefficients (intercept first) and their covariance, by statsmodels."""
    import warnings

    needed("statsmodels.genmod.families", told("Leaving with controls="))
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationError, PerfectSeparationWarning

    design = np.column_stack([np.ones(len(x)), x])
    options = {"var_weights": weight / weight.mean()} if weight is not None else {}
    errors = {"cov_type": "HC1"} if weight is not None else {}
    if units is not None:
        _need_two(units)
        groups = np.unique(units, return_inverse=True)[1]
        errors = {"cov_type": "cluster", "cov_kwds": {"groups": groups}}
    # On the way to no best fit numbers overflow; what becomes of them is looked at below.
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("error", PerfectSeparationWarning)
        try:
            found = GLM(y, design, family=Binomial(), **options).fit(tol=1e-12, maxiter=100, **errors)
        except (PerfectSeparationError, PerfectSeparationWarning, np.linalg.LinAlgError):
            found = None
    if found is None or not found.converged or np.abs(found.params[1:] * x.std(axis=0)).max() > 15:
        raise OptionError(say(
            "The logit has no best fit: some answers to effort or controls go with leaving (or staying) without "
            "exception. Leave out the control, or join rare answers."
        ))  # fmt: skip
    return np.asarray(found.params), np.asarray(found.cov_params())


def marginal_effects(terms: list[Term], x: np.ndarray, weight, beta: np.ndarray, covariance: np.ndarray) -> list[tuple]:
    """Average marginal effects and their errors by the delta method, a pair a term: by the step, or level by level."""
    from scipy.special import expit

    design = np.column_stack([np.ones(len(x)), x])
    by = np.full(len(x), 1 / len(x)) if weight is None else weight / weight.sum()
    found = []
    for at, term in enumerate(terms, start=1):
        if term.level or term.driver == _HARD:
            ends = []
            siblings = [place for place, other in enumerate(terms, start=1) if other.driver == term.driver]
            for value in (1.0, 0.0):
                end = design.copy()
                end[:, siblings] = 0.0
                end[:, at] = value
                chance = expit(end @ beta)
                ends.append((by @ chance, (by * chance * (1 - chance)) @ end))
            effect, slope = ends[0][0] - ends[1][0], ends[0][1] - ends[1][1]
        else:
            chance = expit(design @ beta)
            steep = chance * (1 - chance)
            effect = beta[at] * (by @ steep)
            slope = beta[at] * ((by * steep * (1 - 2 * chance)) @ design)
            slope[at] += by @ steep
        found.append((effect, float(np.sqrt(max(slope @ covariance @ slope, 0.0)))))
    return found


def _two_sided(z, df: float) -> np.ndarray:
    from scipy.special import ndtr, stdtr

    away = -np.abs(np.asarray(z, dtype=float))
    return 2 * (stdtr(df, away) if np.isfinite(df) else ndtr(away))


def over_units(
    row: pd.Series, hard: np.ndarray, gone: np.ndarray, weight: np.ndarray | None, units: np.ndarray, *,
    confidence: float,
) -> dict:  # fmt: skip
    """The bounds of both shares and of their difference where units were sampled, by Taylor linearisation.

    Parameters
    ----------
    row : estimates of the same rows. `hard, gone, weight, units` : one a row that counts.

    Returns
    -------
    dict : Wilson's bounds of the shares on the answers that their errors are worth, Student's t of the difference on
        units - 1; NaN where fewer than two units answered. A side that is all alike, or of one unit, has no variance of
        its own: it is worth an answer a unit, and the difference has the wider of this interval and Newcombe's of the
        two sides' bounds.

    References
    ----------
    Binder (1983), International Statistical Review 51; Korn & Graubard (1998), Survey Methodology 24; Newcombe (1998),
    Statistics in Medicine 17, 873-890.
    """
    by = np.ones(len(gone)) if weight is None else weight
    place = np.unique(units, return_inverse=True)[1] if len(units) else np.zeros(0, dtype=int)
    many = int(place.max(initial=-1)) + 1
    told, scores, worths, bare = {}, {}, {}, False
    for name, side in (("hard", None), ("left_hard", 1.0), ("left_others", 0.0)):
        some = np.ones(len(gone), dtype=bool) if side is None else hard == side
        value = hard if side is None else gone
        total = (by * some).sum()
        share = row[name] / 100
        with np.errstate(divide="ignore", invalid="ignore"):
            scores[name] = np.bincount(place, weights=by * some * (value - share) / total, minlength=many)
        low = high = np.nan
        n = float(some.sum())
        if many > 1 and n:
            variance = many / (many - 1) * (scores[name] ** 2).sum()
            known = variance > _NO_VARIANCE
            answers = float(kish_n(total, (by[some] ** 2).sum()))
            worth = min(share * (1 - share) / variance, n) if known else min(answers, len(np.unique(place[some])))
            low, high = wilson(share * n, n, confidence=confidence, n_effective=worth)[1:]
            worths[name], bare = float(worth), bare or (side is not None and not known)
        told |= {f"{name}_ci_low": 100 * float(low), f"{name}_ci_high": 100 * float(high)}
    if many < 2 or not np.isfinite(row.estimate):
        return told | dict.fromkeys(("ci_low", "ci_high", "p_value"), np.nan)
    error = 100 * float(np.sqrt(many / (many - 1) * ((scores["left_hard"] - scores["left_others"]) ** 2).sum()))
    half = t_quantile(confidence, many - 1) * error
    low, high = np.clip([row.estimate - half, row.estimate + half], -100, 100)
    p = float(_two_sided(row.estimate / error, many - 1.0)) if error > 0 else np.nan
    if bare:
        ends = (Interval(row[n], told[f"{n}_ci_low"], told[f"{n}_ci_high"]) for n in ("left_hard", "left_others"))
        joined = joined_shares(*ends)
        low, high = min(low, float(joined.low)), max(high, float(joined.high))
        a, b = row.left_hard / 100, row.left_others / 100
        n_a, n_b = worths["left_hard"], worths["left_others"]
        p = np.fmax(p, two_shares_p(a * n_a, n_a, b * n_b, n_b))
        p = agreeing_p(p, Difference(row.estimate, low, high), a, n_a, b, n_b, confidence=confidence)
    return told | {"ci_low": float(low), "ci_high": float(high), "p_value": float(p)}


_BESIDE = [
    "question", "text", "measure", "hard", "hard_ci_low", "hard_ci_high", "others", "others_ci_low", "others_ci_high",
    "estimate", "ci_low", "ci_high", "p_value", "n_hard", "n_others",
]  # fmt: skip


def beside(
    survey: Survey,
    questions: str | Iterable[str],
    hard: np.ndarray,
    rows: np.ndarray,
    weight,
    person=None,
    *,
    confidence: float,
) -> pd.DataFrame:
    """NPS or shares of yes, among those who found it hard and the others.

    Parameters
    ----------
    questions : ids or texts
        On 0-10 for NPS (adjusted Wald intervals, normal difference), else a column of yes and no.
    hard : array of 0 and 1, one a row
    rows : array of bool
        Which rows count.
    weight, person : one a row, or None

    References
    ----------
    Rocks (2016), The American Statistician 70; Newcombe (1998).
    """
    told = []
    for name in [questions] if isinstance(questions, str) else questions:
        question = survey.find(name)
        if survey.scale_of(question) is not None:
            check_nps_scale(survey, question)
            value, measure, sides = survey.numbers([question]).iloc[:, 0].to_numpy(float), "nps", _promoting
        else:
            value, measure, sides = yes_no(survey, question, option="recommending").happened, "share", _doing
        known = rows & ~np.isnan(value)
        parts = [known & (hard == side) for side in (1, 0)]
        found = sides(
            *((value[part], *(None if some is None else some[part] for some in (weight, person))) for part in parts),
            confidence=confidence,
        )
        told.append((question, text_of(survey, question), measure, *found, *(float(part.sum()) for part in parts)))
    return pd.DataFrame(told, columns=_BESIDE)


def _doing(a, b, *, confidence: float):
    one, two = (share_of(*side, confidence=confidence) for side in (a, b))
    return (*one[:3], *two[:3], *share_gap(one, two, confidence=confidence))


def _promoting(a, b, *, confidence: float):
    found, sides, freedom = [], [], []
    for value, weight, person in (a, b):
        by = np.ones(len(value)) if weight is None else weight
        total, scores = by.sum(), nps_scores(value)
        kinds = [by[scores == kind].sum() / total * len(value) if total else 0.0 for kind in (100, 0, -100)]
        side, linear = row_side(scores, weight, person), weight is not None or person is not None
        moments = side.moments
        with np.errstate(divide="ignore", invalid="ignore"):
            own = moments.variance * (len(value) - 1) / max(len(value), 1) / moments.std_error**2
        worth = own if linear and np.isfinite(own) else min(moments.n_effective, side.persons)
        told = nps_interval(*kinds, confidence=confidence, n_effective=float(worth))
        found.append(told._replace(std_error=moments.std_error) if linear else told)
        sides.append(side)
        freedom.append(side.persons - 1.0 if linear else np.inf)
    one, two = found
    apart = (one.estimate, one.std_error, freedom[0], two.estimate, two.std_error, freedom[1])
    gap = welch_from_errors(*apart, confidence=confidence)
    common = between(sides[0].pulls, sides[1].pulls)
    if common:
        error = np.sqrt(max(float(gap.std_error) ** 2 - 2 * common, 0.0))
        gap = welch_from_errors(gap.estimate, error, gap.df, 0.0, 0.0, np.inf, confidence=confidence)
    ends = [float(part) for side in found for part in (side.estimate, side.low, side.high)]
    return (*ends, *(float(part) for part in (gap.estimate, gap.low, gap.high, gap.p_value)))
