"""A number is defended: found by its id, made again from the study's files, and laid beside what the report says.

What is shown of a figure is what a stranger would ask: what was asked of whom, how many rows came in and were left out,
what was weighted, why something is hidden, by which method, from which files. Of a hidden figure neither value nor base
is told.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxresearch.errors import CXResearchError, OptionError
from cxresearch.privacy.hiding import HIDDEN
from cxresearch.privacy.quotable import COMMENTS_HIDDEN
from cxresearch.report.deck.summary import sentences_of_rows
from cxresearch.report.heads import head_of
from cxresearch.report.keys import Figure, figures_of, keys_of
from cxresearch.report.register import Register, read_register, versions
from cxresearch.report.shown import changed_lines
from cxresearch.result import Result
from cxresearch.stats.bases.naming import people
from cxresearch.study.answering.analyses import ANALYSES
from cxresearch.study.keeping import fingerprints_of
from cxresearch.study.settings import read_settings
from cxresearch.survey.tally import tally
from cxresearch.text.themes.named import ROWS_HIDDEN
from cxresearch.wording import Lines, capital, count, did_you_mean, named, number, plural, say, texts_about

__all__ = ["Explanation", "Verification", "call_of", "explain", "figures_in", "verified"]

_KEY = re.compile(r"[A-Z][0-9a-z]{5}")
# Two machines add in different orders; a figure that differs by less is the same.
_MOST_BY_HAND = 20
_SAME = 1e-6


@dataclass(frozen=True)
class Explanation:
    """What stands behind one figure.

    Attributes
    ----------
    key : str
    figure : Figure or None
        As it was made now; None where it cannot be made any more.
    result : Result or None
        That it stands in.
    differs : bool
        Whether a report that holds it says something else.
    lines : list of str
        All of it in sentences.
    """

    key: str
    figure: Figure | None
    result: Result | None
    differs: bool
    lines: Lines

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        return self.lines._repr_html_()


@dataclass(frozen=True)
class Verification:
    """Whether a report still says what its study's files say.

    Attributes
    ----------
    agrees : bool
    figures, same : int
        How many the report holds, and how many came out the same.
    lines : list of str
    """

    agrees: bool
    figures: int
    same: int
    lines: Lines

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        return self.lines._repr_html_()


def call_of(analysis: str, question: str) -> str:
    """The call that makes a Result of a study.

    >>> call_of("nps", ""), call_of("themes", "why")
    ("study.step('nps')", "study.step('themes', 'why')")
    """
    return f"study.step({analysis!r}, {question!r})" if question else f"study.step({analysis!r})"


def explain(study, key: str, report: str | Path | None = None) -> Explanation:
    """Make a figure again from the study's files and tell what stands behind it.

    Parameters
    ----------
    study : Study
    key : str
        As it stands beside the figure: ``"G4f2a9"``.
    report : str or Path, optional
        A report that holds it; by default those in the study's folder of reports.

    Raises
    ------
    OptionError
        If it is no id, or neither the study nor the report has such a figure.
    """
    key = str(key).strip()
    if not _KEY.fullmatch(key):
        raise OptionError(say(
            "{key} is no id: a letter and five signs, such as G4f2a9. It stands beside each figure.",
            key=repr(key),
        ))  # fmt: skip
    registers = [read_register(report)] if report is not None else _reports_of(study)
    told = next((register for register in registers if register.find(key)), None)
    before = told.find(key)[0] if told is not None else None
    now = type(study)(read_settings(study.settings.folder))
    result, at, call = _found(now, key, before)
    if result is None:
        if before is None:
            known = [figure.key for register in registers for figure in register.figures]
            raise OptionError(say(
                "No figure of this study is called {key}.{hint} Pass report= where an older report holds it.",
                key=key, hint=did_you_mean(key, known),
            ))  # fmt: skip
        lines = Lines([
            _value_line(before),
            say("Differs: it cannot be made again from the files as they are now. Then: {then}.", then=_shown(before)),
            *_changed_files(told.files, fingerprints_of(now.settings)),
        ])  # fmt: skip
        return Explanation(key, None, None, True, lines)
    figure = figures_of(result, call)[at]
    differs = before is not None and not _same(before, figure)
    return Explanation(key, figure, result, differs, _lines(now, result, at, figure, before, told, differs))


def _reports_of(study) -> list[Register]:
    folder = study.settings.folder / "report"
    found = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        if path.suffix in (".pptx", ".xlsx", ".html"):
            try:
                found.append(read_register(path))
            except OptionError:
                continue
    return found


def _found(study, key: str, before: Figure | None) -> tuple[Result | None, int, str]:
    """The Result that holds a figure; what its call names is tried first, what takes long is tried last."""
    hint = before.call if before is not None else ""
    order = sorted(ANALYSES, key=lambda one: (repr(one.name) not in hint, one.each is not None, one.closer))
    for analysis in order:
        try:
            results = study._made.of(analysis)
        except CXResearchError:
            continue
        for result in results:
            keys = keys_of(result)
            if key in keys:
                pairs = ((asked, made) for (name, asked), made in study._made.kept.items() if name == analysis.name)
                question = next((asked for asked, made in pairs if result in made), "")
                return result, keys.index(key), call_of(analysis.name, question)
    return None, -1, ""


def figures_in(study, calls: Iterable[str]) -> dict[tuple[str, str], Figure]:
    """The figures of some calls of a study, made now: (call, id) -> figure."""
    found = {}
    for call in dict.fromkeys(calls):
        names = re.findall(r"'((?:[^'\\]|\\.)*)'", call)
        analysis = next((one for one in ANALYSES if names and one.name == names[0]), None)
        if analysis is None:
            continue
        try:
            asked = [names[1]] if len(names) > 1 and analysis.each is not None else None
            results = study._made.of(analysis, asked)
        except CXResearchError:
            continue
        found |= {(call, figure.key): figure for result in results for figure in figures_of(result, call)}
    return found


def _same(one: Figure, other: Figure) -> bool:
    pairs = ((one.value, other.value), (one.low, other.low), (one.high, other.high))
    return all((a is None) == (b is None) and (a is None or abs(a - b) <= _SAME * max(1.0, abs(a))) for a, b in pairs)


def _shown(figure: Figure) -> str:
    if figure.value is None:
        return say("hidden or unknown")
    every = (figure.value, figure.low, figure.high)
    value, low, high = (None if one is None else number(one, digits=4) for one in every)
    if figure.low is None or figure.high is None:
        return value
    return say("{value} ({low} to {high})", value=value, low=low, high=high)


def _value_line(figure: Figure) -> str:
    asked = "; ".join(f"{head_of(name)}: {text}" for name, text in figure.asked)
    return f"{figure.key}: {asked}" if asked else figure.key


def _lines(study, result: Result, at: int, figure: Figure, before, told, differs: bool) -> Lines:
    hidden = figure.value is None
    sentence = sentences_of_rows(result)[at] or result.sentences()[0]
    lines = [_value_line(figure), sentence]
    if hidden:
        reasons = texts_about(result.caveats, HIDDEN, COMMENTS_HIDDEN, ROWS_HIDDEN)
        few = say("nobody answered, or too few people stand behind it.")
        lines.append(say("Not shown: {why}", why=" ".join(reasons) or few))
    else:
        lines.append(say("Value: {shown}, column {column}.", shown=_shown(figure), column=head_of(figure.column)))
        others = [name for name in result._columns() if name in result.table and name != figure.column
                  and pd.api.types.is_numeric_dtype(result.table[name])]  # fmt: skip
        cells = result.text_table(*others).iloc[at] if others else {}
        numbers = "; ".join(f"{head_of(name, result.confidence)} {cells[name]}" for name in others)
        if numbers:
            lines.append(say("In the same row: {numbers}.", numbers=numbers))
        lines += _account(study, figure)
    lines.append(_weights(study))
    lines.append(say("Method: {method}", method=result.method))
    lines += [say("Caveat: {caveat}", caveat=caveat) for caveat in result.caveats]
    lines.append(say("Made by: {call}", call=figure.call))
    lines += _versions_and_files(study, before, told, figure, differs)
    return Lines(lines)


def _account(study, figure: Figure) -> list[str]:
    """Rows in, kept and left out, by audience, of the questions that the figure is about."""
    asked = dict(figure.asked)
    survey, question = study.now, asked.get("question") or asked.get("driver")
    if question is None or question not in set(survey.codebook.id):
        return [say("Rows in: {rows}.", rows=plural(survey.n_rows, "row"))]
    names = [asked[name] for name in ("audience", "audience_a", "audience_b") if name in asked]
    try:
        account = tally(survey, [question], by=["audience"] if "audience" in survey.roles else []).account
    except CXResearchError:
        return []
    lines = []
    for row in account.itertuples():
        audience = str(getattr(row, "audience", ""))
        if names and audience not in names or not row.rows:
            continue
        if 0 < row.kept < study.settings.privacy["people"]:
            lines.append(say("{who}: too few answered to say how many.", who=capital(people(audience))))
            continue
        lines.append(say(
            "{who}: {rows} came in; {kept} are counted, {missing} left it empty, {excluded} gave no answer of the "
            "scale.",
            who=capital(people(audience)) if audience else say("All"),
            rows=plural(row.rows, "row"), kept=count(row.kept), missing=count(row.missing),
            excluded=count(row.excluded),
        ))  # fmt: skip
    return lines


def _weights(study) -> str:
    if study.settings.targets:
        return say("Weighted to known shares of {columns}.", columns=named(study.settings.targets, most=10))
    if "weight" in study.survey.roles:
        return say("Weighted by the column {column}.", column=study.survey.roles["weight"])
    return say("Not weighted: each answer counts once.")


def _versions_and_files(study, before, told, figure: Figure, differs: bool) -> list[str]:
    files, made_with = fingerprints_of(study.settings), versions()
    lines = [
        say("Versions: {versions}.", versions=", ".join(f"{name} {number}" for name, number in made_with.items())),
        say("Files: {files}.", files=", ".join(f"{name} {sha[:12]}" for name, sha in files.items())),
    ]
    if told is None:
        return lines
    changed = _changed_files(told.files, files)
    changed += [
        say("{name} was {then} and is {now}.", name=name, then=told.versions[name], now=number)
        for name, number in made_with.items() if told.versions.get(name, number) != number
    ]  # fmt: skip
    if differs:
        lines.append(say("Differs from the report of {day}: then {then}, now {now}.", day=told.date or "?",
                         then=_shown(before), now=_shown(figure)))  # fmt: skip
    else:
        lines.append(say("The report of {day} says the same.", day=told.date or "?"))
    return [*lines, *changed]


def _changed_files(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    if not then:
        return []
    lines = [
        say("{file} has changed since: {then} then, {now} now.", file=name, then=then[name][:12], now=now[name][:12])
        for name in then if name in now and then[name] != now[name]
    ]  # fmt: skip
    lines += [say("{file} is gone.", file=name) for name in then if name not in now]
    return [*lines, *(say("{file} is new.", file=name) for name in now if name not in then)]


def verified(path: Path, told: Register, now) -> Verification:
    """Every figure of a register made again by a study, where it differs, and the numbers that a hand changed."""
    made = figures_in(now, [figure.call for figure in told.figures])
    same, lines = 0, []
    for figure in told.figures:
        other = made.get((figure.call, figure.key))
        if other is not None and _same(figure, other):
            same += 1
        elif other is None:
            lines.append(say("{figure}: cannot be made again. Then: {then}.", figure=_value_line(figure),
                             then=_shown(figure)))  # fmt: skip
        else:
            lines.append(say("{figure}: differs, then {then}, now {now}.", figure=_value_line(figure),
                             then=_shown(figure), now=_shown(other)))  # fmt: skip
    changed = _changed_files(told.files, fingerprints_of(now.settings))
    by_hand = _edited(path, told)
    lines += [line for _, line in by_hand]
    # A figure that is named by its id is not told a second time by its place.
    found = [line for line in changed_lines(path, told.shown) if not any(key in line.text for key, _ in by_hand)]
    lines += [
        say("{where}: not the numbers that were written there: {text}", where=line.where, text=line.text)
        for line in found[:_MOST_BY_HAND]
    ]
    if len(found) > _MOST_BY_HAND:
        lines.append(say("... and {more} more lines.", more=count(len(found) - _MOST_BY_HAND)))
    agrees = not lines
    head = say("{same} of {all} came out the same.", same=count(same), all=plural(len(told.figures), "figure"))
    state = say("The files are those that the report was made from.") if not changed else ""
    return Verification(agrees, len(told.figures), same, Lines([head, *filter(None, [state]), *changed, *lines]))


def _edited(path: Path, told: Register) -> list[tuple[str, str]]:
    """Figures whose text on a slide is no longer what the register says; a hand may have been there."""
    if path.suffix.lower() != ".pptx":
        return []
    from pptx import Presentation

    known = {figure.key: figure for figure in told.figures}
    found = []
    for at, slide in enumerate(Presentation(str(path)).slides, start=1):
        for shape in slide.shapes:
            if not shape.has_table:
                continue
            for row in shape.table.rows:
                for cell in row.cells:
                    lines = cell.text_frame.text.split("\n")
                    key = next((part for part in re.findall(_KEY, lines[-1]) if part in known), None)
                    number = re.match(r"([+−-]?[\d.,]+)(\s?%)?", lines[0]) if len(lines) > 1 else None
                    if key is None or number is None or known[key].value is None:
                        continue
                    # A share that is kept as a part of 1 may stand as percent.
                    meant = (known[key].value, *([100 * known[key].value] if number[2] else []))
                    near = (abs(read - one) <= 0.51 * 10**-digits for read, digits in _read(number[1]) for one in meant)
                    if not any(near):
                        line = say("{key}: slide {slide} shows {shown}, the report was made with {then}.", key=key,
                                   slide=count(at), shown=number[0], then=_shown(known[key]))  # fmt: skip
                        found.append((key, line))
    return found


def _read(text: str) -> list[tuple[float, int]]:
    """What a number as shown may mean, with its decimals: a point parts thousands in one language, decimals in another.

    >>> _read("1.250"), _read("−3")
    ([(1.25, 3), (1250.0, 0)], [(-3.0, 0), (-3.0, 0)])
    """
    plain, found = text.replace("−", "-").replace("+", ""), []
    for thousands, mark in ((",", "."), (".", ",")):
        whole, _, decimals = plain.replace(thousands, "").partition(mark)
        try:
            found.append((float(f"{whole}.{decimals}"), len(decimals)))
        except ValueError:
            continue
    return found
