"""What the room said, beside what the survey says: the moment when a workshop looks up.

Three pictures meet here. What each audience wrote on its sheets, question by question; what the survey's customers
wrote and how they rated; and what the room guessed they would. What was written for display, under a notice, is shown
in the room; what leaves it stands behind the thresholds for small groups.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from cxresearch.errors import CXResearchError, QuestionError
from cxresearch.privacy.hiding import FEWEST_COMMENTS
from cxresearch.result import Result
from cxresearch.revealing.few import large_audiences, only_carried
from cxresearch.revealing.guessing import check_room, guesses_against
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.bases.verdicts import HIDDEN
from cxresearch.stats.perception.gaps import PerceptionGap, perception_gap
from cxresearch.stats.perception.prediction import PredictionGap
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF, is_employees, of_side
from cxresearch.survey.survey import Survey
from cxresearch.text.compare import AnswerComparison, compare_answers, share_column
from cxresearch.text.themes.coded import OTHER
from cxresearch.text.themes.frame_fit import frame_of
from cxresearch.text.themes.named import Themes, themes
from cxresearch.wording import Lines, count, largest_first, named, say, told
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.phones.wall import FEWEST_GUESSERS

__all__ = ["RoomFindings", "find_in_room", "too_few_to_leave"]

_SHEET = {
    LEADERSHIP: told("No leadership sheet names {themes}; all others do."),
    STAFF: told("No staff sheet names {themes}; all others do."),
    CUSTOMERS: told("No customers' sheet names {themes}; all others do."),
}
_PERSON = {
    LEADERSHIP: told("No leader names {themes}; all others do."),
    STAFF: told("No member of staff names {themes}; all others do."),
    CUSTOMERS: told("No customer names {themes}; all others do."),
}


@dataclass(frozen=True, eq=False)
class RoomFindings:
    """What can be revealed.

    Attributes
    ----------
    answers : AnswerComparison or None
        The open questions by audience, sheets or persons as captured.
    predicted : PredictionGap or None
        The room's guesses against the survey.
    gap : PerceptionGap or None
        The survey's gaps.
    survey_themes : Themes or None
    beside : DataFrame
        A row a theme: ``theme``, ``room_...`` an audience (percent of its sheets that name it on any question),
        ``survey`` (percent of customers' comments) with ``survey_low, survey_high``, and ``gap`` (leaders minus
        customers, points) with ``gap_low, gap_high, verdict``. NaN where the survey does not ask.
    notes : tuple of str
        What could not be computed and why, and what was shown under the notice.
    """

    answers: AnswerComparison | None
    predicted: PredictionGap | None
    gap: PerceptionGap | None
    survey_themes: Themes | None
    beside: pd.DataFrame
    notes: tuple[str, ...] = field(default_factory=tuple)

    def of(self, question: str) -> AnswerComparison:
        """One question's part of the comparison, as a Result of its own.

        Raises
        ------
        QuestionError
            If it was not compared.
        """
        asked = [] if self.answers is None else list(dict.fromkeys(self.answers.table.question))
        if question not in asked:
            raise QuestionError(say(
                "{question} was not compared. Compared: {what}.",
                question=repr(question), what=named(asked),
            ))  # fmt: skip
        parts = {
            name: frame[frame.question == question].reset_index(drop=True)
            for name, frame in (("table", self.answers.table), ("disparity", self.answers.disparity))
        }
        return replace(self.answers, survey_themes=None, **parts)

    def left_out(self, question: str) -> list[str]:
        """What every other audience names in answer to a question, and one does not name at all: a sentence each."""
        part = self.of(question)
        said = []
        for who in part.audiences:
            rows = part.table[(part.table.verdict == "missing") & (part.table.missing_in == who)]
            rows = rows[rows[share_column(who)] == 0]
            if len(rows):
                said.append(_names_none(who, part.unit, rows.theme))
        return said

    @property
    def results(self) -> list[Result]:
        """All of it as Results in the order of the reveal: a question each, the guesses, the gaps."""
        asked = [] if self.answers is None else dict.fromkeys(self.answers.table.question)
        return [*map(self.of, asked), *(one for one in (self.predicted, self.gap) if one is not None)]

    def sentences(self) -> list[str]:
        """What the survey's themes meet in the room, how leaders rate what no leader named, and the rest."""
        said = [] if self.answers is None else list(self.answers.sentences())
        silent = self._gaps_on_what_leaders_left_out()
        at = 0 if self.answers is None else len(self.answers.beside_survey)
        said[at:at] = silent
        return Lines(said + ([] if self.predicted is None else list(self.predicted.sentences())))

    def _gaps_on_what_leaders_left_out(self) -> list[str]:
        column = f"room_{share_column(LEADERSHIP).removeprefix('share_')}"
        if self.gap is None or column not in self.beside:
            return []
        rows = self.beside[(self.beside[column] == 0) & (self.beside.verdict == "gap")]
        table = _leaders_and_served(self.gap)
        found = []
        for theme in rows.theme[:3]:
            of_theme = table[table.topic == theme]
            found += replace(self.gap, table=of_theme.reset_index(drop=True)).sentences()[-1:]
        return found

    @property
    def beside_the_survey(self) -> list[str]:
        """What the survey's themes meet in the room, and how leaders rate what no leader named."""
        return ([] if self.answers is None else self.answers.beside_survey) + self._gaps_on_what_leaders_left_out()


def find_in_room(
    workshop: Workshop,
    survey: Survey | None = None,
    *,
    survey_themes: Themes | None = None,
    gap: PerceptionGap | None = None,
    codeframe: str | Path | int | None = None,
    permutations: int = 999,
    seed: int = 0,
    leaving: bool = False,
) -> RoomFindings:
    """Everything that can be revealed; what cannot be computed is a note, so that the rest is shown.

    Parameters
    ----------
    workshop : Workshop
    survey : Survey, optional
        Of the same client, to stand beside the room.
    survey_themes : Themes, optional
        Of the survey; by default found here, in all its open questions.
    gap : PerceptionGap, optional
        Of the survey; by default found here.
    codeframe, permutations, seed
        As in :func:`cxresearch.compare_answers`.
    leaving : bool
        For what leaves the room: the thresholds for small groups hold although a notice was shown.

    Raises
    ------
    OptionError
        If ``workshop`` or ``survey`` is none.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> workshop = Workshop.replay(mkdtemp())
    >>> workshop.notice_shown("printed sheet")
    >>> find_in_room(workshop).of("q2").table.set_index("theme").verdict["Waiting time"]
    'missing'
    """
    check_room(workshop, survey)
    notes: list[str] = []
    small = too_few_to_leave(workshop)
    open_here = not small if leaving else workshop.notice_was_shown
    if open_here and not leaving:
        notes.append(
            say("Shown in this room as it was written, under the notice at capture; not for passing on as it is.")
        )
    elif small:
        if not leaving:
            notes.append(say("No notice at capture stands on record, so the thresholds hold in the room too."))
        notes.append(
            say(
                "Behind the answers of {audiences} stand fewer than {fewest} people: kept back.",
                audiences=named(map(audience_name, small)), fewest=count(FEWEST_COMMENTS),
            )
        )  # fmt: skip

    def tried(step):
        try:
            return step()
        except CXResearchError as problem:
            notes.append(str(problem))
            return None

    themes_found, predicted = survey_themes, None
    # The survey of a study knows the margin of its study.
    margin = {} if survey is None or survey.margin is None else {"margin": survey.margin}
    if codeframe is None:
        # The room is read with the words that the survey was read with.
        codeframe = survey_themes.frame if survey_themes is not None else frame_of(survey)
    if survey is not None:
        themes_found = themes_found if themes_found is not None else tried(lambda: _themes_of(survey, codeframe))
        if themes_found is not None and not (_named_themes(themes_found).estimate > 0).any():
            # A frame without a word of the comments' language finds nothing: that is no nought per cent.
            notes.append(" ".join(themes_found.sentences()[:1]))
            themes_found = None
        gap = gap if gap is not None else tried(lambda: perception_gap(survey, **margin))
    if len(workshop.guesses()) and survey is not None:
        guessers = workshop.guesses().groupby("audience").person.nunique().get(LEADERSHIP, 0)
        if guessers < FEWEST_GUESSERS:
            notes.append(
                say(
                    "Fewer than {fewest} leaders guessed: what they guessed is not shown.",
                    fewest=count(FEWEST_GUESSERS),
                )
            )
        else:
            predicted = tried(lambda: guesses_against(workshop, survey, **margin))
    large, few = large_audiences(workshop)
    notes += few
    heard = set(workshop.answers().audience) & {*large}
    answers = None
    if len(heard if open_here else heard - {*small}) > 1:
        options = {"codeframe": codeframe, "permutations": permutations, "seed": seed, "privacy": not open_here}
        answers = tried(lambda: _compared(workshop, themes_found, large, options))
    return RoomFindings(answers, predicted, gap, themes_found, _beside(answers, themes_found, gap), tuple(notes))


def too_few_to_leave(workshop: Workshop) -> list[str]:
    """Audiences of employees with fewer than ten people behind their answers, as far as tables say how many they are.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> workshop = Workshop(mkdtemp())
    >>> answer = workshop.add("Staff", "1", 2, "The queue at noon")
    >>> too_few_to_leave(workshop)
    ['Staff']
    >>> workshop.seat("Staff", "1", people=10)
    >>> too_few_to_leave(workshop)
    []
    """
    answers = workshop.answers(everything=True)
    writers = answers.groupby(["audience", "group"], sort=False).person.nunique()
    people = {(one.audience, one.group): one.people for one in workshop.tables().itertuples()}
    behind: dict[str, int] = {}
    for at, n in writers.items():
        behind[at[0]] = behind.get(at[0], 0) + max(n, people.get(at, 0))
    return [who for who, n in behind.items() if is_employees(who) and n < FEWEST_COMMENTS]


def _names_none(who: str, unit: str, themes_named: Iterable[str]) -> str:
    """What every other audience names, and this one does not."""
    sheet, told_of = unit == "sheet", named(themes_named, most=4)
    ours = _SHEET if sheet else _PERSON
    if who in ours:
        return say(ours[who], themes=told_of)
    return say(
        "No sheet of {who} names {themes}; all others do."
        if sheet
        else "No one of {who} names {themes}; all others do.",
        who=who, themes=told_of,
    )  # fmt: skip


def _themes_of(survey: Survey, codeframe) -> Themes:
    asked = survey.questions(kinds=("verbatim",))
    if not asked:
        raise QuestionError(say("{survey} has no open question, so the room's themes stand alone.", survey=survey.name))
    by = "audience" if "audience" in survey.roles else None
    return themes(survey, asked, by=by, codeframe=codeframe, rules="nltk", quotes=0)


def _compared(workshop: Workshop, survey_themes: Themes | None, large: list, options: dict) -> AnswerComparison:
    said = (workshop.to_survey if options["privacy"] else workshop.as_heard)(privacy=options["privacy"])
    if set(said.audiences) - {*large}:
        said = said.only(audience=large)
    frame = said.to_pandas()
    # The role respondent is who wrote: a person with a phone, else the sheet.
    by_person = workshop.answers(everything=True).person.astype(bool).any()
    found = compare_answers(
        said,
        survey_themes=survey_themes,
        sheet=None if by_person else said.roles["respondent"],
        moved="moved_to" if frame.moved_to.notna().any() else None,
        **options,
    )
    return only_carried(found, said, workshop)


def _beside(answers, survey_themes, gap) -> pd.DataFrame:
    """Theme by theme: the room, the customers' comments, the leaders' gap."""
    room = {} if answers is None else {
        f"room_{share_column(who).removeprefix('share_')}": _widest(answers, share_column(who))
        for who in answers.audiences
    }  # fmt: skip
    survey = pd.DataFrame(columns=["theme", "estimate", "ci_low", "ci_high"]).set_index("theme")
    if survey_themes is not None:
        table = _named_themes(survey_themes)
        if survey_themes.by:
            table = table[table[survey_themes.by] == of_side(dict.fromkeys(table[survey_themes.by]), CUSTOMERS)]
        survey = table.set_index("theme")
    rated = pd.DataFrame(columns=["topic", "estimate", "ci_low", "ci_high", "verdict"]).set_index("topic")
    if gap is not None:
        rated = _leaders_and_served(gap).set_index("topic")
    themes_named = list(dict.fromkeys([*survey.index, *_all(series.index for series in room.values())]))
    found = pd.DataFrame({"theme": themes_named})
    for name, series in room.items():
        # A theme that nobody wrote down has no row there; nobody named it.
        found[name] = series.reindex(themes_named, fill_value=0.0 if series.notna().any() else np.nan).to_numpy(float)
    for name, part, columns in (("survey", survey, ("estimate", "ci_low", "ci_high")),
                                ("gap", rated, ("estimate", "ci_low", "ci_high"))):  # fmt: skip
        values = part[list(columns)].reindex(themes_named).to_numpy(float)
        for at, end in enumerate(("", "_low", "_high")):
            found[f"{name}{end}"] = values[:, at]
    found["verdict"] = rated.verdict.reindex(themes_named).fillna("").to_numpy()
    return found.iloc[largest_first(found.survey, found.theme)].reset_index(drop=True)


def _named_themes(found: Themes) -> pd.DataFrame:
    """What was found, without what is of no theme."""
    return found.table[found.table.theme != OTHER]


def _leaders_and_served(gap: PerceptionGap) -> pd.DataFrame:
    """The pairs of those who lead and those who are served, whatever the client calls either."""
    table = gap.table
    names = list(dict.fromkeys([*table.audience_a, *table.audience_b]))
    leading, served = (of_side(names, side) for side in (LEADERSHIP, CUSTOMERS))
    return table[(table.audience_a == leading) & (table.audience_b == served)]


def _widest(answers: AnswerComparison, column: str) -> pd.Series:
    """On any question; unknown where nobody names it as far as can be told, and a question keeps it back."""
    rows = answers.table
    widest = rows.groupby("theme")[column].max()
    untold = set(rows.theme[(rows.verdict == HIDDEN) & rows[column].isna()])
    return widest.mask((widest == 0) & widest.index.isin(untold))


def _all(parts: Iterable) -> list:
    return [one for part in parts for one in part]
