"""What the client gets: the same results as slides, as a workbook and as a page.

Results are gathered once and written thrice, so that a number on a slide is the number in the workbook.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Day
from pathlib import Path
from typing import TYPE_CHECKING

from cxresearch.errors import OptionError
from cxresearch.report.deck.outline import Told, day_in_words, telling, write_deck
from cxresearch.report.files import target
from cxresearch.report.keys import Figure, topics_of
from cxresearch.report.pages.results_page import results_page
from cxresearch.report.pages.sheet import write_sheet
from cxresearch.report.register import Register
from cxresearch.report.workbooks.books import save_book
from cxresearch.report.workbooks.papers import paper_sheets, write_contents
from cxresearch.report.workbooks.worksheets import as_results, result_to_sheet, sheet_name
from cxresearch.result import Result
from cxresearch.speaking import language_now, speaking
from cxresearch.wording import say, warn

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Report"]


class Report:
    """Results under one title, to be written as slides, workbook and page.

    Parameters
    ----------
    title : str
    results : Result or list of Result, optional
    author : str
        Whose documents they are; empty by default.
    date : date, optional
        The day on the slides; today by default.
    template : str or Path, optional
        A client's .pptx or .potx for the slides.

    Raises
    ------
    OptionError
        If the title is empty, or something is no Result, no text or no day.

    Examples
    --------
    >>> import pandas as pd
    >>> from tempfile import mkdtemp
    >>> from cxresearch.stats.loyalty.measures import nps
    >>> from cxresearch.survey.survey import Survey
    >>> score = nps(Survey.from_frame(pd.DataFrame({"nps": [10, 9, 3]}), audience="Customers"))
    >>> report = Report("Loyalty").add(score)
    >>> report, report.to_pptx(Path(mkdtemp()) / "loyalty.pptx").name
    (Report 'Loyalty': 1 result, 'loyalty.pptx')
    """

    def __init__(self, title: str, results: Result | Iterable[Result] = (), *, author: str = "",
                 date: Day | None = None, template: str | Path | None = None):  # fmt: skip
        if not isinstance(title, str) or not title.strip():
            raise OptionError(say("A report needs a title; got {title}.", title=repr(title)))
        if not isinstance(author, str):
            raise OptionError(say("author is a name, such as 'Anna Berg'; got {author}.", author=repr(author)))
        if date is not None and not isinstance(date, Day):
            raise OptionError(say("date is a day, such as datetime.date(2026, 11, 30); got {date}.", date=repr(date)))
        self.title = " ".join(title.split())
        self.author, self.date, self.template = author, date, template
        self._results: list[Result] = []
        self._calls: list[str] = []
        # What a study tells of itself: who answered, the wave, what could not be answered, its files' fingerprints.
        self._about: dict[str, object] = {}
        self._files: Mapping[str, str] = {}
        self._papers: dict[str, object] = {}
        self._language = ""
        given = [results] if isinstance(results, Result) else list(results)
        if given:
            self.add(*given)

    @property
    def results(self) -> tuple[Result, ...]:
        """What was added, in order."""
        return tuple(self._results)

    def add(self, *results: Result, call: str = "") -> "Report":
        """Add one Result or several; gives the report, so that calls can be chained.

        Parameters
        ----------
        *results : Result
        call : str
            What makes them, for those who want to make them again.

        Raises
        ------
        OptionError
            If something is no Result.
        """
        added = as_results(results)
        self._results += added
        self._calls += [call] * len(added)
        return self

    def of_study(self, *, files: Mapping[str, str], wave: str = "", who: str = "", left_out: Sequence[str] = (),
                 doubts: "pd.DataFrame | None" = None, notes: Sequence[str] = (),
                 account: "pd.DataFrame | None" = None, language: str = "",
                 wordings: Mapping[str, str] | None = None) -> "Report":  # fmt: skip
        """What a study tells of itself, to stand in its report; gives the report."""
        self._files, self._language = dict(files), language
        self._about = {"wave": wave, "who": who, "left_out": tuple(left_out), "wordings": dict(wordings or {})}
        self._papers = {"doubts": doubts, "notes": tuple(notes), "account": account}
        return self

    @property
    def register(self) -> Register:
        """The figures of the report: id, call, value and the fingerprints of the files."""
        day = (self.date or Day.today()).isoformat()
        return Register.of(self._results, self._calls, title=self.title, date=day, files=self._files)

    def to_pptx(self, path: str | Path, template: str | Path | None = None) -> Path:
        """Write slides that can be edited: a cover, a summary, an agenda, a section a chapter, an appendix.

        Parameters
        ----------
        path : str or Path
        template : str or Path, optional
            A client's .pptx or .potx, in place of the report's own: its master, layouts, colours, fonts and logo.

        Raises
        ------
        OptionError
            If the report is empty, the template has no layout to write on, or the path cannot be written.
        """
        (chosen, register), place = self._chosen(), target(path, ".pptx")
        with self._speaking():
            about = Told(self.title, self.author, day_in_words(self.date or Day.today()), **self._about)
            return write_deck(about, chosen, register, place, template=template or self.template)

    def to_xlsx(self, path: str | Path) -> Path:
        """Write a workbook: contents by finding, a worksheet a Result with its chart, doubts, notes, and all figures.

        Raises
        ------
        OptionError
            If the report is empty, or the path cannot be written.
        """
        from openpyxl import Workbook

        (chosen, register), place = self._chosen(), target(path, ".xlsx")
        with self._speaking():
            book = Workbook()
            contents = book.active
            contents.title = sheet_name(say("Contents"), ())
            names = {id(result): result_to_sheet(result, book).title for result in chosen}
            wordings = self._about.get("wordings", {})
            write_contents(contents, self.title, chosen, names, str(self._about.get("who", "")), wordings)
            topics = {one: topic for result in reversed(chosen) for one, topic in topics_of(result).items()}
            paper_sheets(book, register, self._papers, self._about.get("left_out", ()), topics)
            return save_book(book, place, register=register, author=self.author, title=self.title)

    def to_html(self, path: str | Path) -> Path:
        """Write one page that opens in any browser, offline.

        Raises
        ------
        OptionError
            If the report is empty, or the path cannot be written.
        """
        (chosen, register), place = self._chosen(), target(path, ".html")
        with self._speaking():
            return write_sheet(place, self._page(chosen, register))

    def to_pdf(self, path: str | Path) -> Path | None:
        """Print the page by a Chromium where there is one; where there is none say so, and how to print it by hand.

        Parameters
        ----------
        path : str or Path

        Returns
        -------
        Path, or None where no Chromium was found

        Raises
        ------
        OptionError
            If the report is empty, or the path cannot be written.
        """
        from cxresearch.report.pages.printing import printed

        (chosen, register), place = self._chosen(), target(path, ".pdf")
        with self._speaking():
            return printed(self._page(chosen, register), place)

    def _page(self, chosen: list[Result], register: Register) -> str:
        about = self._about
        who, left_out = str(about.get("who", "")), about.get("left_out", ())
        wordings = about.get("wordings", {})
        chosen, left_out = telling(chosen, left_out, wordings)
        return results_page(
            self.title, chosen, register=register, who=who, left_out=left_out, wordings=wordings
        )  # fmt: skip

    def _speaking(self):
        """The language of the study that it tells of, else the one that is set."""
        return speaking(self._language or language_now())

    def _chosen(self) -> tuple[list[Result], Register]:
        if not self._results:
            raise OptionError(say(
                "The report {title} is empty. Add a Result: report.add(nps(survey)).",
                title=repr(self.title),
            ))  # fmt: skip
        register, seen = self.register, dict[str, Figure]()
        twice = [one for one in register.figures if seen.setdefault(one.key, one) != one]
        if twice:
            warn(
                say(
                    "{n} figures of {title} have the id of another (the first: {key}): the same question on "
                    "other answers, as of two studies. Make a report of each; compare_reports() holds them "
                    "against each other.",
                    n=len(twice),
                    title=repr(self.title),
                    key=twice[0].key,
                )
            )
        return self._results, register

    def __repr__(self) -> str:
        n = len(self._results)
        return f"Report {self.title!r}: {n} result{'' if n == 1 else 's'}"
