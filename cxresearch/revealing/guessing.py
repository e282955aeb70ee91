"""What the room guessed, against what the survey's customers said: from eight guessers on, as on the wall."""

from dataclasses import replace

from cxresearch.combining.combine import combine_audiences
from cxresearch.errors import OptionError, QuestionError
from cxresearch.privacy.hiding import blank
from cxresearch.stats.bases.verdicts import HIDDEN
from cxresearch.stats.perception.prediction import PredictionGap, prediction_gap
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, of_side
from cxresearch.survey.survey import Survey
from cxresearch.wording import in_words, named, say
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.phones.wall import FEWEST_GUESSERS

__all__ = ["actual_scores", "check_room", "guesses_against"]


def guesses_against(
    workshop: Workshop,
    survey: Survey,
    *,
    predictor: str = LEADERSHIP,
    actual: str = CUSTOMERS,
    privacy: bool | None = None,
    **options,
) -> PredictionGap:
    """What the room guessed, against what the survey's customers said.

    Parameters
    ----------
    workshop : Workshop
        With guesses, see `Workshop.guess`; each topic is named as in the survey.
    survey : Survey
        With ratings of aspect ``experience`` by ``actual`` on the same topics.
    predictor, actual : str
        Who guessed, and whose answers were guessed.
    privacy : bool, optional
        Whether fewer than five customers are hidden where they are employees; yes by default.
    **options
        Of :func:`cxresearch.prediction_gap`.

    Returns
    -------
    PredictionGap
        A topic that fewer than eight people guessed is hidden whatever ``privacy`` says, as it is on the wall.

    Raises
    ------
    QuestionError
        If nobody guessed, the survey lacks the audience, or no topic is in both.

    References
    ----------
    As :func:`cxresearch.prediction_gap`.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> import pandas as pd
    >>> workshop = Workshop(mkdtemp())
    >>> topics = workshop.set_topics(["Billing"])
    >>> guesses = [workshop.guess("Leaders", f"p{at}", "Billing", 7) for at in range(8)]
    >>> customers = Survey.from_frame(pd.DataFrame({"Billing": [4, 5] * 10}), scales={"Billing": (0, 10)},
    ...                               audience="Customers")
    >>> guesses_against(workshop, customers).table[["topic", "predicted", "actual", "within_10"]].values.tolist()
    [['Billing', 70.0, 45.0, 0.0]]
    """
    return _enough(
        _guesses_beside(workshop, survey, predictor=predictor, actual=actual, privacy=privacy is not False, **options)
    )


def actual_scores(workshop: Workshop, survey: Survey, *, actual: str = CUSTOMERS) -> dict[str, float]:
    """What those whose answers were guessed said, topic to mean (0-100); whoever guessed, and however few.

    Raises
    ------
    QuestionError
        As :func:`guesses_against`.
    """
    guesses = workshop.guesses()
    most = guesses.groupby("audience").person.nunique().idxmax()
    table = _guesses_beside(workshop, survey, predictor=most, actual=actual, privacy=False).table
    return dict(zip(table.topic, table.actual, strict=True))


def _guesses_beside(workshop, survey, *, predictor: str, actual: str, **options) -> PredictionGap:
    check_room(workshop, survey, needed=True)
    given = workshop.to_predictions()
    if predictor not in given.audiences:
        raise QuestionError(say(
            "No guesses by {predictor}. Guesses were given by {audiences}.",
            predictor=repr(predictor), audiences=named(given.audiences),
        ))  # fmt: skip
    if "audience" in survey.roles:
        if actual == CUSTOMERS:  # whatever the client calls those who are served
            actual = of_side(survey.audiences, CUSTOMERS) or actual
        if actual not in survey.audiences:
            raise QuestionError(say(
                "{survey} has no audience {actual}; found {audiences}. Pass actual=.",
                survey=survey.name, actual=repr(actual), audiences=named(survey.audiences),
            ))  # fmt: skip
        survey = survey.only(audience=actual)
    both = combine_audiences(survey, given.only(audience=predictor), name=survey.name)
    return prediction_gap(both, predictor=predictor, actual=actual, **options)


def _enough(found: PredictionGap) -> PredictionGap:
    """The guesses without the topics that fewer than eight people guessed: what few said is what each of them said."""
    few = (found.table.n_predictors < FEWEST_GUESSERS).to_numpy() & (found.table.verdict != HIDDEN).to_numpy()
    if not few.any():
        return found
    caveat = say(
        "Fewer than {fewest} people guessed, so that what they guessed is not shown: {topics}.",
        fewest=in_words(FEWEST_GUESSERS), topics=named(found.table.topic[few]),
    )  # fmt: skip
    return replace(found, table=blank(found.table, few), caveats=[*found.caveats, caveat])


def check_room(workshop: object, survey: object, *, needed: bool = False) -> None:
    """Raise where these are no workshop or no survey; without ``needed`` the survey may be missing."""
    if not isinstance(workshop, Workshop):
        raise OptionError(say(
            "workshop is a Workshop; got {name}. Pass cx.Workshop('our-workshop').",
            name=type(workshop).__name__,
        ))  # fmt: skip
    if not isinstance(survey, Survey) and (needed or survey is not None):
        raise OptionError(say(
            "survey is a Survey; got {name}. Pass what read_survey gave.",
            name=type(survey).__name__,
        ))  # fmt: skip
