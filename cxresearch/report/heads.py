"""What a reader calls the columns of a table: "95% from" instead of ci_low, in the language of the report."""

from cxresearch.result import cell_of, header_of
from cxresearch.stats.bases.verdicts import ALIGNED, GAP, HIDDEN, UNDECIDED
from cxresearch.wording import capital, percent_sure, say, told

__all__ = ["head_of", "said_cell"]

# Signs are the same in every language.
_N, _P, _ICC = "n", "p", "ICC(1)"
_SIGNS = (_N, _P, _ICC)
_HEADS = {
    "figure_id": told("Id"), "id": told("Id"), "value": told("Value"),
    "estimate": told("Estimate"), "std_error": told("Standard error"), "n": _N, "p_value": _P,
    "p_adjusted": told("p, adjusted"), "n_effective": told("n, effective"), "verdict": told("Verdict"),
    "topic": told("Topic"), "question": told("Question"), "label": told("Label"), "audience": told("Audience"),
    "audience_a": told("Audience"), "audience_b": told("Against"), "mean_a": told("Mean"),
    "mean_b": told("Mean of the others"), "n_a": _N, "n_b": told("n of the others"), "group_a": told("Group"),
    "group_b": told("Against"), "wave": told("Wave"), "unit": told("Unit"), "group": told("Group"),
    "segment": told("Segment"), "theme": told("Theme"), "driver": told("Driver"), "answer": told("Answer"),
    "promoters": told("Promoters"), "passives": told("Passives"), "detractors": told("Detractors"),
    "predicted": told("Predicted"), "actual": told("Said"), "within_10": told("Within 10 points, %"),
    "n_predictors": told("n who predicted"), "n_actual": told("n who answered"), "change": told("Change"),
    "share": told("Share"), "count": told("Count"), "top_box": told("In the top box"), "rank_a": told("Rank"),
    "rank_b": told("Rank of the others"), "importance": told("Importance"), "performance": told("Performance"),
    "stated_importance": told("Stated importance"), "quadrant": told("Quadrant"), "term": told("Term"),
    "icc1": _ICC, "smallest_margin": told("Smallest margin that can be shown"), "raw": told("Plain mean"),
    "effect_size": told("Effect size"), "positive": told("Positive, %"), "negative": told("Negative, %"),
    "neutral": told("Neutral, %"), "comments": told("Comments"), "check": told("Check"), "base": told("Base"),
    "then": told("Then"), "now": told("Now"), "units": told("Units"), "figure": told("Figure"),
    "penalty": told("Rated low"), "reward": told("Rated high"), "programme": told("Programme"),
    "statement": told("Statement"),
    "statements": told("Statements"), "kind": told("Kind"),
    "not_scored": told("Not scored"), "nothing_to_improve": told("Nothing to improve"),
    "p_equivalence": told("P equivalence"), "p_equivalence_adjusted": told("P equivalence adjusted"),
    "detectable": told("Detectable"), "n_effective_a": told("N effective a"), "n_effective_b": told("N effective b"),
    "promoters_share": told("Promoters share"), "passives_share": told("Passives share"),
    "detractors_share": told("Detractors share"), "keep_up": told("Keep up"),
    "concentrate_here": told("Concentrate here"), "possible_overkill": told("Possible overkill"),
    "low_priority": told("Low priority"), "rwg_median": told("Rwg median"), "rwg_mean": told("Rwg mean"),
    "rwg_random": told("Rwg random"), "rwg_skewed_mean": told("Rwg skewed mean"),
    "rwg_skewed_median": told("Rwg skewed median"), "ad_mean": told("Ad mean"), "ad_limit": told("Ad limit"),
    "boot": told("Boot"), "without_low": told("Without low"), "without_high": told("Without high"),
    "partial_r": told("Partial r"), "word": told("Word"), "phrase": told("Phrase"),
    "themes": told("Themes"), "tone": told("Tone"), "times": told("Times"),
}  # fmt: skip
_VERDICTS = {GAP: told("gap"), ALIGNED: told("aligned"), UNDECIDED: told("not enough data"), HIDDEN: told("hidden"),
             "moved": told("moved"), "held": told("held"), "new": told("new"), "gone": told("gone")}  # fmt: skip


def head_of(column: str, confidence: float = 0.95) -> str:
    """The head of a column.

    >>> head_of("ci_low"), head_of("top_box_ci_high"), head_of("p_adjusted"), head_of("own_weight"), head_of("Station")
    ('95% from', 'Top box: 95% to', 'p, adjusted', 'Own weight', 'Station')
    """
    for ending, way in (("ci_low", "from"), ("ci_high", "to")):
        if column == ending or column.endswith(f"_{ending}"):
            sure = percent_sure(confidence)
            said = say("{sure} from", sure=sure) if way == "from" else say("{sure} to", sure=sure)
            of = column[: -len(ending)].strip("_")
            return f"{_plain(of)}: {said}" if of else said
    if column in _HEADS:
        head = _HEADS[column]
        return head if head in _SIGNS else say(head)
    return _plain(column)


def _plain(name: str) -> str:
    text = " ".join(header_of(name).split())
    return text if "(" in text else capital(text)


def said_cell(text: str, column: str = "") -> str:
    """A verdict in the language of the report, and what else a column has words of ours for; other text as it is."""
    if text and (text in _VERDICTS or column.endswith("verdict")):
        return say(text)
    return cell_of(column, text)
