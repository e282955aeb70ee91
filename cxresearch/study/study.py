"""A study: one client's files, one definition, and all that follows from them.

``open_study("folder")`` reads what ``study.toml`` says; `Study.run` makes the Results in the order of the tour, and
what was not asked is said in a sentence instead of an error.
"""

from functools import cached_property
from pathlib import Path

import pandas as pd

from cxresearch.errors import CXResearchError, OptionError, StudyError
from cxresearch.report.reports import Report
from cxresearch.result import Result
from cxresearch.study.analyses import ANALYSES, Analysis, Material, check_name, problem_in_a_line
from cxresearch.study.assembling import assembled, one_wave, read_parts
from cxresearch.study.settings import FILE, Settings, read_settings
from cxresearch.study.standing import doubts_of
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, did_you_mean, plural

__all__ = ["Study", "open_study"]


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
        self.left_out: dict[str, str] = {}
        self._made: dict[str, list[Result]] = {}

    @cached_property
    def _parts(self):
        return read_parts(self.settings)

    @cached_property
    def _assembled(self):
        return assembled(self.settings, self._parts)

    @property
    def survey(self) -> Survey:
        """All audiences side by side."""
        return self._assembled[0]

    @cached_property
    def doubts(self) -> pd.DataFrame:
        """What is not decided yet, worst first."""
        return doubts_of(self.settings, self._parts, *self._assembled)

    @cached_property
    def now(self) -> Survey:
        """The answers of the wave that the study is about: the one that study.toml names, else the latest."""
        return one_wave(self.survey, self.settings.wave)

    @cached_property
    def _material(self) -> Material:
        return Material(self.now, self.settings, self.survey)

    @cached_property
    def asks(self) -> pd.DataFrame:
        """Which analyses this study can answer, and what was not asked for the others."""
        rows = [(analysis.name, not (why := analysis.why_not(self._material)), why) for analysis in ANALYSES]
        return pd.DataFrame(rows, columns=["analysis", "possible", "why_not"])

    def run(self, *analyses: str, progress: bool | None = None) -> list[Result]:
        """Make Results, in the order of the tour.

        Parameters
        ----------
        *analyses : str
            Names of ``asks``; all that are possible by default.
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

        wanted = [check_name(name) for name in analyses] or list(ANALYSES)
        found = []
        for analysis in tqdm(wanted, unit="analysis", disable=None if progress is None else not progress, leave=False):
            found += self._make(analysis)
        return found

    def _make(self, analysis: Analysis) -> list[Result]:
        if analysis.name not in self._made:
            why = analysis.why_not(self._material)
            try:
                self._made[analysis.name] = [] if why else analysis.make(self._material)
            except CXResearchError as problem:
                why, self._made[analysis.name] = problem_in_a_line(problem), []
            if why:
                self.left_out[analysis.name] = why
        return self._made[analysis.name]

    def step(self, analysis: str) -> Result | None:
        """The first Result of an analysis, or None after saying in one sentence why there is none.

        >>> open_study("hospital").step("prediction_gap")
        Nobody was asked to predict. Next time ask leaders, too: what will customers answer?
        """
        found = self._make(check_name(analysis))
        if not found:
            print(self.left_out[analysis])
        return found[0] if found else None

    def report(self, *analyses: str) -> Report:
        """A report of this study's Results, to be written as slides, workbook or page."""
        results = self.run(*analyses)
        if not results:
            raise StudyError(f"There is nothing to report yet. {' '.join(dict.fromkeys(self.left_out.values()))}")
        return Report(self.settings.title, results)

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
            "audiences": _who(self.now), "answers": count(self.now.n_rows), "margin": f"{self.settings.margin:g}",
        }  # fmt: skip
        try:
            return text.format_map(facts)
        except (KeyError, ValueError, IndexError) as problem:
            raise OptionError(f"say() does not know {problem}. In braces: {', '.join(facts)}.") from None

    def _ipython_key_completions_(self) -> list[str]:
        return [analysis.name for analysis in ANALYSES]

    def __getitem__(self, name: str) -> Result | None:
        """``study["nps"]`` is ``study.step("nps")``."""
        return self.step(name)

    def __repr__(self) -> str:
        possible, n = int(self.asks.possible.sum()), len(self.asks)
        lines = [
            f"Study {self.settings.title!r}: {_who(self.now)}",
            f"  can answer {possible} of {n} analyses (study.asks)",
        ]
        if len(self.doubts):
            lines.append(f"  {plural(len(self.doubts), 'doubt')} to settle, worst first in study.doubts")
        return "\n".join(lines)


def _who(survey: Survey) -> str:
    from cxresearch.stats.bases.naming import base_of

    counts = survey.answer_counts(survey.roles["audience"]) if "audience" in survey.roles else {}
    parts = [base_of(audience, counts[audience]) for audience in survey.audiences]
    if not parts:
        return f"{count(survey.n_rows)} answers"
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def open_study(folder: str | Path) -> Study:
    """Open a client's study.

    Parameters
    ----------
    folder : str or Path
        A folder with ``study.toml``, or the name of a sample: ``"harbour-bank"``, ``"parcel-service"``, ``"hospital"``.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        If there is no such folder, or the file has a mistake: naming line and key.

    Examples
    --------
    >>> open_study("hospital").settings.language
    'de'
    """
    from cxresearch.loaders.samples import sample_folder

    place = Path(folder).expanduser()
    sample = sample_folder() / str(folder)
    if not place.exists() and Path(str(folder)).name == str(folder) and (sample / FILE).is_file():
        place = sample
    elif not place.exists():
        known = sorted(path.parent.name for path in sample_folder().glob(f"*/{FILE}"))
        raise StudyError(
            f"There is no folder {str(folder)!r}, and no sample of that name.{did_you_mean(str(folder), known)} "
            "Samples: "
            f"{', '.join(known)}. A new study: cxresearch study new DIR customers.csv=Customers"
        )
    return Study(read_settings(place))
