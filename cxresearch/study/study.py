"""A study: one client's files, one definition, and all that follows from them.

``open_study("folder")`` reads what ``study.toml`` says; `Study.run` makes the Results in the order of the tour, and
what was not asked is said in a sentence instead of an error.
"""

from collections.abc import Callable, Iterable
from functools import cached_property, wraps
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, TypeVar, cast

import pandas as pd

from cxresearch.errors import CXResearchError, OptionError, QuestionError, StudyError
from cxresearch.result import Result, header_of
from cxresearch.speaking import language, language_now, speaking
from cxresearch.stats.bases.naming import base_of
from cxresearch.study.answering.analyses import ANALYSES, PANELS, check_name, problem_in_a_line
from cxresearch.study.answering.material import Material
from cxresearch.study.assembling import check_populations
from cxresearch.study.completing import complete_in_notebooks
from cxresearch.study.doubting.standing import doubts_of
from cxresearch.study.keeping import Opened, is_sample
from cxresearch.study.made import Made
from cxresearch.study.settings import FILE, Settings, read_settings
from cxresearch.study.waves import one_wave
from cxresearch.survey.survey import Survey
from cxresearch.wording import Lines, count, did_you_mean, listed, named, number, plural, say, told

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cxresearch.report.reports import Report
    from cxresearch.study.defending import Explanation
    from cxresearch.workshop.board import Workshop

__all__ = ["Study", "open_study"]

Said = TypeVar("Said", bound=Callable)

# What the tour's notebooks say of a study, so that it has its German.
_OF_THE_TOUR = (
    told("{title}. Who answered: {audiences}."), told("The margin of this study: {margin} points of 100."),
    told("We received answers of {audiences}. Every row that was set aside is counted and named."),
    told("{client}: {audiences}; margin {margin} points."), told("{client}: {audiences}."),
    told("A lexicon:"), told("This model:"), told("Can be answered:"), told("part"), told("word"), told("pair"),
    told("phrase"),
)  # fmt: skip
_WIDE = 100


def _in_its_language(method: Said) -> Said:
    """What a study says is in its own language, whatever was opened since."""

    @wraps(method)
    def spoken(self, *given, **named):
        with speaking(self.settings.language or language_now()):
            return method(self, *given, **named)

    return cast("Said", spoken)


class Study:
    """A client's study, read from its folder.

    Usually made by :func:`open_study`. Files are read when they are first needed, and once.

    Attributes
    ----------
    settings : Settings
        What ``study.toml`` says, checked.
    survey : Survey
        All audiences: loaded, corrected by the codebooks, matched as ``matches.csv`` says, weighted.
    doubts : DataFrame
        What is not decided yet, worst first: ``question, doubt, evidence, answers, settle``.
    asks : DataFrame
        A row an analysis: ``analysis, possible, why_not``.

    Examples
    --------
    >>> study = open_study("parcel-service")
    >>> study.survey.audiences
    ['Leadership', 'Staff', 'Customers']
    >>> [result.heading for result in study.run("nps")]
    ['Net Promoter Score']
    """

    def __init__(self, settings: Settings):
        self.settings = settings
        self._opened = Opened(settings)
        self._made = Made(lambda: self._material)
        self._said: set[str] = set()

    @property
    def _parts(self):
        return self._opened.parts

    @property
    @_in_its_language
    def survey(self) -> Survey:
        """All audiences side by side."""
        return self._opened.whole[0]

    @cached_property
    @_in_its_language
    def doubts(self) -> pd.DataFrame:
        """What is not decided yet, worst first."""
        return doubts_of(self.settings, self._parts, *self._opened.whole)

    @cached_property
    @_in_its_language
    def now(self) -> Survey:
        """The answers of the wave that the study is about: the one that study.toml names, else the latest."""
        now = one_wave(self.survey, self.settings.wave)
        told = Material(now, self.settings, self.survey).population
        check_populations(self.settings, now, told)
        return now.with_populations(told)._with(same_rows=True, margin=self.settings.margin)

    @cached_property
    def _material(self) -> Material:
        return Material(self.now, self.settings, self.survey)

    @cached_property
    @_in_its_language
    def asks(self) -> pd.DataFrame:
        """Which analyses this study can answer, and what was not asked for the others."""
        rows = [(analysis.name, not (why := analysis.why_not(self._material)), why) for analysis in ANALYSES]
        return pd.DataFrame(rows, columns=["analysis", "possible", "why_not"])

    @_in_its_language
    def run(self, *analyses: str, progress: bool | None = None) -> list[Result]:
        """Make Results, in the order of the tour.

        Parameters
        ----------
        *analyses : str
            Names of ``asks``. By default all that make the report and are possible; those that look closer are named.
        progress : bool, optional
            A bar; on a terminal by default.

        Returns
        -------
        list of Result
            What an analysis refused stands in ``left_out`` with its reason; so does what was not asked.

        Raises
        ------
        OptionError
            If no analysis has that name.
        """
        from tqdm import tqdm

        wanted = [check_name(name) for name in analyses] or [one for one in ANALYSES if not one.closer]
        found = []
        for analysis in tqdm(wanted, unit="analysis", disable=None if progress is None else not progress, leave=False):
            found += self._made.of(analysis)
        return found

    @_in_its_language
    def step(self, analysis: str, question: str | None = None) -> Result | None:
        """The Result of an analysis, or None after saying in one sentence why there is none; the sentence comes once.

        Parameters
        ----------
        analysis : str
            A name of ``asks``.
        question : str, optional
            Of an analysis of open questions: which one. The first of ``comments`` that fits by default.

        Raises
        ------
        OptionError
            If no analysis has that name, or it is not made of a question.
        QuestionError
            If there is no such question.

        >>> open_study("parcel-service").step("room")
        No folder of a workshop is named in study.toml (workshop).
        """
        wanted, asked = check_name(analysis), None
        if question is not None and wanted.each is None:
            raise OptionError(say(
                "{analysis} is not made question by question. Leave the question out.",
                analysis=analysis,
            ))  # fmt: skip
        if wanted.each is not None and not wanted.why_not(self._material):
            asked = [self.survey.find(question)] if question is not None else wanted.each(self._material)[:1]
        found = self._made.of(wanted, asked)
        if not found and analysis not in self._said:
            self._said.add(analysis)
            print(fill(self.left_out[analysis], _WIDE, break_long_words=False, break_on_hyphens=False))
        return found[0] if found else None

    @_in_its_language
    def show(self, analysis: str, question: str | None = None, **options) -> "Axes | None":
        """Draw a step, or say in one sentence why there is nothing to draw.

        Parameters
        ----------
        analysis, question
            As in `step`.
        **options
            As in :func:`cxresearch.plot`.

        Returns
        -------
        matplotlib Axes, or None

        Examples
        --------
        >>> ax = open_study("parcel-service").show("room")
        No folder of a workshop is named in study.toml (workshop).
        """
        from cxresearch.plots.pictures import plot

        result = self.step(analysis, question)
        return None if result is None else plot(result, **options)

    @_in_its_language
    def tell(self, *analyses: str, most: int = 6) -> Lines | None:
        """The sentences of some steps, one after another; what was not asked is said instead.

        Parameters
        ----------
        *analyses : str
            Names of ``asks``.
        most : int
            How many sentences of each, from 1.

        Returns
        -------
        list of str, or None where no step can be made

        Raises
        ------
        OptionError
            If ``most`` is no count, or no analysis has that name.

        Examples
        --------
        >>> len(open_study("parcel-service").tell("nps", "effort", most=1))
        2
        """
        if isinstance(most, bool) or not isinstance(most, int) or most < 1:
            raise OptionError(say(
                "most={most}: how many sentences of each step, a whole number from 1.",
                most=repr(most),
            ))  # fmt: skip
        found = [line for name in analyses if (result := self.step(name)) is not None
                 for line in result.sentences()[:most]]  # fmt: skip
        return Lines(found) if found else None

    @_in_its_language
    def caveats(self, *analyses: str, most: int | None = None) -> Lines | None:
        """What must not be concluded from some steps, each said once; None where no step can be made."""
        found = [line for name in analyses if (result := self.step(name)) is not None
                 for line in result.caveats[:most]]  # fmt: skip
        return Lines(dict.fromkeys(found)) if found else None

    @_in_its_language
    def table(
        self, analysis: str, *columns: str, of: str = "table", without: Iterable[str] = (), most: int = 12
    ) -> pd.DataFrame | None:
        """A table of a step as text with fixed decimals: all that is worth showing, or some columns.

        Parameters
        ----------
        analysis : str
            A name of ``asks``.
        *columns : str
            Of the table; those that are worth showing by default.
        of : str
            Another table of the Result, such as ``nearest`` of a perception gap.
        without : list of str
            Columns that are not worth the room, where the table has them.
        most : int
            Rows at most.

        Raises
        ------
        OptionError, QuestionError
            If the Result has no such table, or the table no such column.
        """
        result = self.step(analysis)
        if result is None:
            return None
        frame = getattr(result, of, None)
        if not isinstance(frame, pd.DataFrame):
            known = [name for name, value in vars(result).items() if isinstance(value, pd.DataFrame)]
            raise OptionError(say(
                "{analysis} has no table {of}.{hint} Found: {known}.",
                analysis=analysis, of=repr(of), hint=did_you_mean(of, known), known=named(known),
            ))  # fmt: skip
        if strange := [column for column in columns if column not in frame]:
            raise QuestionError(say(
                "The table of {analysis} has no column {strange}.{hint} Found: {columns}.",
                analysis=analysis, strange=repr(strange[0]), hint=did_you_mean(strange[0], frame.columns),
                columns=named(frame.columns),
            ))  # fmt: skip
        shown = result.text_table() if of == "table" and not columns else result.text_table(*columns, of=of)
        shown = shown.drop(columns=list(without), errors="ignore").head(most)
        # A head that has words of its own in the study's language; else the name that code calls it by.
        heads = {column: header_of(column) for column in shown.columns}
        return shown.rename(columns={old: new for old, new in heads.items() if new != str(old).replace("_", " ")})

    @_in_its_language
    def method(self, analysis: str) -> Lines | None:
        """How a step was computed, by the method's textbook name; None where it cannot be made."""
        result = self.step(analysis)
        return None if result is None else Lines([result.method])

    @_in_its_language
    def explore(self, what: str = "answers") -> object:
        """A panel to look around in the study with, or one sentence on why there is nothing to choose.

        Parameters
        ----------
        what : {"answers", "comments", "link", "scorecard"}
            Questions, what people wrote, attitude and loyalty by unit, or the audits. Questions open on the first
            hypothesis of the plan, else in the order of the files.

        Raises
        ------
        OptionError
            If ``what`` is none of these.
        """
        if what not in PANELS:
            raise OptionError(say(
                "explore({what}): choose one of {panels}.",
                what=repr(what), panels=named(map(repr, PANELS)),
            ))  # fmt: skip
        try:
            panel, why = PANELS[what](self._material)
        except CXResearchError as problem:
            panel, why = None, problem_in_a_line(problem)
        if panel is None:
            print(why)
        return panel

    @property
    def left_out(self) -> dict[str, str]:
        """What was not made so far, by the name of its analysis, and why."""
        return self._made.left_out

    @property
    def comments(self) -> dict[str, str]:
        """The open questions and their words, the one that notebooks open with first."""
        return {question: self._material.texts[question] for question in self._material.comments}

    @property
    def topics(self) -> list[str]:
        """What two audiences rated, by topic and in the order of the files; what customers rated where that is less."""
        known = self.survey.codebook.set_index("id").topic
        return list(dict.fromkeys(known[question] for question in self._material.touchpoints))

    @_in_its_language
    def workshop(self) -> "Workshop":
        """The workshop that study.toml names, or an empty one after saying that the study has held none.

        A recording is replayed into ``out``; a workshop's own folder is opened where it lies, and goes on.

        Raises
        ------
        SurveyFileError
            If what study.toml names is no workshop.

        Examples
        --------
        >>> open_study("parcel-service").workshop()
        This study has held no workshop, so this one is empty.
        Workshop 'Swiftfern Parcels': 0 answers, phase capture
        """
        from cxresearch.workshop.board import Workshop

        name, told = self.settings.client or self.settings.title, self.settings.workshop
        if told is None:
            print(say("This study has held no workshop, so this one is empty."))
            return Workshop(self.out / "workshop", name=name)
        place = self.settings.place(told)
        return Workshop(place) if place.is_dir() else Workshop.replay(self.out / "workshop", place, name=name)

    @property
    @_in_its_language
    def in_doubt(self) -> Lines:
        """The doubts as sentences, worst first, each with the line that settles it."""
        found = []
        for row in self.doubts.itertuples():
            evidence = f" ({row.evidence})" if row.evidence else ""
            found.append(
                f"{row.question}: {row.doubt}{evidence}. "
                + say("{answers} hang on it.", answers=plural(row.answers, "answer"))
                + f" {row.settle}"
            )
        return Lines(found or [say("Nothing is in doubt.")])

    @cached_property
    @_in_its_language
    def files(self) -> dict[str, Survey]:
        """Each of the client's files by its path, as it was read."""
        return {file.path: survey for file, survey in self._parts.by_file}

    @property
    @_in_its_language
    def rows(self) -> Lines:
        """Each file with its rows: how many came in, how many were kept, and how many were set aside for what.

        Examples
        --------
        >>> open_study("parcel-service").rows[0]
        'customers.csv: Rows: 1,800 in the file = 1,800 kept'
        """
        from cxresearch.loaders.tables.describing import rows_of

        return Lines(f"{path}: {rows_of(survey)}" for path, survey in self.files.items())

    @property
    def is_sample(self) -> bool:
        """Whether this is one of the made-up clients that come along."""
        return is_sample(self.settings)

    @cached_property
    def out(self) -> Path:
        """Where what is made goes: ``report`` in the client's folder; of a sample, a folder that is thrown away."""
        from tempfile import mkdtemp

        return Path(mkdtemp(prefix="cxresearch-")) if self.is_sample else self.settings.folder / "report"

    @_in_its_language
    def report(self, *analyses: str) -> "Report":
        """A report of this study's Results, findings first, to be written as slides, workbook or page."""
        from cxresearch.study.reporting import report_of

        return report_of(self, self.run(*analyses))

    @_in_its_language
    def explain(self, key: str, report: "str | Path | None" = None) -> "Explanation":
        """What stands behind a figure: made again from the study's files, beside what a report said.

        Parameters
        ----------
        key : str
            Its id, as it stands beside it in slides, workbook and page: ``"G4f2a9"``.
        report : str or Path, optional
            A report that holds it; those in the study's folder of reports by default.

        Returns
        -------
        Explanation
            ``.lines, .figure, .result, .differs``.

        Raises
        ------
        OptionError
            If it is no id, or nothing is called so.

        Examples
        --------
        >>> study = open_study("parcel-service")
        >>> key = study.report("nps").register.figures[0].key
        >>> study.explain(key).differs
        False
        """
        from cxresearch.study.defending import explain

        return explain(self, key, report)

    @_in_its_language
    def save(self, name: str) -> None:
        """Write what was made so far as a page into ``out``, and say how much it was.

        Parameters
        ----------
        name : str
            Of the page, without an ending.

        Raises
        ------
        StudyError
            If the folder cannot be made.

        Examples
        --------
        >>> study = open_study("parcel-service")
        >>> study.save("01_loyalty")
        Nothing was computed yet, so there is no page to write.
        >>> _ = study.tell("nps", most=1)
        >>> study.save("01_loyalty")
        01_loyalty.html would hold 1 result; of a sample no page is written.
        """
        from cxresearch.study.reporting import page_of

        print(page_of(self, name))

    @property
    def _who(self) -> str:
        counts = self.now.answer_counts(self.now.roles["audience"]) if "audience" in self.now.roles else {}
        parts = [base_of(audience, counts[audience]) for audience in self.now.audiences]
        return listed(parts) if parts else plural(self.now.n_rows, "answer")

    @_in_its_language
    def say(self, text: str) -> str:
        """A sentence with this study's facts in it: ``{client}``, ``{title}``, ``{audiences}``, ``{answers}``.

        Raises
        ------
        OptionError
            If a name in braces is none of these.

        Examples
        --------
        >>> open_study("parcel-service").say("{client}: {audiences}.")
        'Swiftfern Parcels: 24 leaders, 420 staff and 1,800 customers.'
        """
        facts = {
            "client": self.settings.client or self.settings.title, "title": self.settings.title,
            "audiences": self._who, "answers": count(self.now.n_rows), "margin": _as_written(self.settings.margin),
        }  # fmt: skip
        try:
            return say(text, **facts)
        except (KeyError, ValueError, IndexError) as problem:
            raise OptionError(say(
                "say() does not know {problem}. In braces: {facts}.",
                problem=problem, facts=', '.join(facts),
            )) from None  # fmt: skip

    def _ipython_key_completions_(self) -> list[str]:
        return [analysis.name for analysis in ANALYSES]

    def __getitem__(self, name: str) -> Result | None:
        """``study["nps"]`` is ``study.step("nps")``."""
        return self.step(name)

    @_in_its_language
    def __repr__(self) -> str:
        possible, n = int(self.asks.possible.sum()), len(self.asks)
        lines = [
            say("Study {title!r}: {who}", title=self.settings.title, who=self._who),
            "  " + say("can answer {possible} of {n} analyses (study.asks)", possible=possible, n=n),
        ]
        if len(self.doubts):
            doubts = plural(len(self.doubts), "doubt")
            lines.append("  " + say("{doubts} to settle, worst first in study.doubts", doubts=doubts))
        return "\n".join(lines)


def _as_written(value: float) -> str:
    """A number of study.toml with the decimals that it has there."""
    return number(value, digits=len(f"{value:g}".partition(".")[2]))


def open_study(folder: "str | Path | Study") -> Study:
    """Open a client's study.

    Parameters
    ----------
    folder : str, Path or Study
        A folder with ``study.toml``, or the name of a sample: ``"harbour-bank"``, ``"parcel-service"``, ``"hospital"``.
        A Study that is open is given back, so that a cell can be run twice.

    Returns
    -------
    Study
        From here on sentences, pictures and reports are in its language, where study.toml names one.

    Raises
    ------
    StudyError
        If there is no such folder, or the file has a mistake: naming line and key.

    Examples
    --------
    >>> open_study("parcel-service").settings.language
    'en'
    """
    from cxresearch.loaders.samples import sample_folder

    if isinstance(folder, Study):
        return folder
    if not isinstance(folder, str | Path):
        raise StudyError(say(
            "open_study takes a folder, or the name of a sample; got {name}.",
            name=type(folder).__name__,
        ))  # fmt: skip
    place = Path(folder).expanduser()
    sample = sample_folder() / str(folder)
    if not place.exists() and Path(str(folder)).name == str(folder) and (sample / FILE).is_file():
        place = sample
    elif not place.exists():
        known = sorted(path.parent.name for path in sample_folder().glob(f"*/{FILE}"))
        raise StudyError(say(
            "There is no folder {folder}, and no sample of that name.{hint} Samples: {known}. A new study: cxresearch "
            "study new DIR customers.csv=Customers",
            folder=repr(str(folder)), hint=did_you_mean(str(folder), known), known=', '.join(known),
        ))  # fmt: skip
    return opened(read_settings(place))


def opened(settings: Settings) -> Study:
    """A study that is begun, in the language that its definition asks for."""
    if settings.language is not None:
        language(settings.language)
    complete_in_notebooks()
    return Study(settings)
