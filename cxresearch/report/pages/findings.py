"""What a few survey files say about the gaps between their audiences, on one page: sentences, pictures, tables, bases.

What could not be computed is named with its reason; nothing is left out in silence.
"""

from collections.abc import Sequence

from cxresearch import __version__
from cxresearch.errors import CXResearchError
from cxresearch.plots.pictures import picture
from cxresearch.report.client_words import for_clients
from cxresearch.report.pages.sheet import data_address, made_page, sheet
from cxresearch.result import Result, header_of
from cxresearch.stats.loyalty.measures import nps
from cxresearch.stats.perception.gaps import perception_gap
from cxresearch.stats.perception.prediction import prediction_gap
from cxresearch.survey.survey import Survey
from cxresearch.survey.tally import tally
from cxresearch.wording import say

__all__ = ["findings", "findings_page"]

_MOST_SAID = 8
_MOST_ROWS = 12


def findings(survey: Survey) -> tuple[list[Result], list[str]]:
    """The gaps between audiences, leaders' predictions, and the Net Promoter Scores, as far as the survey has them.

    Parameters
    ----------
    survey : Survey
        With one audience or several.

    Returns
    -------
    results : list of Result
    left_out : list of str
        What was not computed, and why.
    """
    wanted = [(say("Perception gap"), lambda: perception_gap(survey))]
    if survey.questions(aspect="prediction"):
        wanted.append((say("Prediction gap"), lambda: prediction_gap(survey)))
    for question in survey.questions(kinds=["nps"]):
        wanted.append((f"{say('Net Promoter Score')} ({question})", lambda question=question: _score(survey, question)))
    results, left_out = [], []
    for name, compute in wanted:
        try:
            results.append(compute())
        except CXResearchError as problem:
            left_out.append(f"{name}: {problem}")
    return results, left_out


def _score(survey: Survey, question: str) -> Result:
    if "audience" not in survey.roles:
        return nps(survey, question)
    account = tally(survey, [question], by=["audience"]).account
    answered = account.loc[account.kept > 0, "audience"].tolist()
    return nps(survey.only(audience=answered) if answered else survey, question, by="audience")


def findings_page(
    title: str, results: Sequence[Result], *, who: str = "", notes: Sequence[str] = (), left_out: Sequence[str] = ()
) -> str:
    """A page of results.

    Parameters
    ----------
    title : str
    results : list of Result
    who : str
        Who answered, in a few words.
    notes : list of str
        What the survey says about how it was read.
    left_out : list of str
        As `findings` gives it.
    """
    main = made_page(
        "pages/findings.html", parts=[_part(result) for result in results], left_out=left_out, notes=notes,
        most=_MOST_ROWS,
    )  # fmt: skip
    top = made_page("pages/cover.html", title=title, lead=who)
    foot = say("Made with cxresearch {version}. Numbers are estimates from those who answered.", version=__version__)
    return sheet(title, main, top=top, cover=True, foot=foot)


def _part(result: Result) -> dict[str, object]:
    first, *others = result.sentences()
    cells = result.text_table()
    drawn = len(result.table) and not result.table.estimate.isna().all()
    return {
        "heading": say(result.heading), "first": first, "said": others[: _MOST_SAID - 1],
        "more": others[_MOST_SAID - 1 :], "picture": data_address(picture(result, dpi=120)) if drawn else "",
        "heads": [(header_of(column), result.table[column].dtype.kind in "iuf") for column in cells],
        "rows": cells.to_numpy().tolist(), "caveats": list(filter(None, map(for_clients, result.caveats))),
        "method": for_clients(result.method),
    }  # fmt: skip
