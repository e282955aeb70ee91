"""The person decides which questions are the same: in the panel of matches, or row by row in a shell.

Either shows every question in full before it is confirmed, and neither confirms what nobody has named or read.
"""

from collections.abc import Iterable
from pathlib import Path

from cxresearch.combining.candidates import AudienceQuestion
from cxresearch.combining.matches import FILE
from cxresearch.errors import OptionError, StudyError
from cxresearch.loaders.samples import sample_folder
from cxresearch.stats.bases.naming import audience_name
from cxresearch.study.assembling import proposed, vectors_if_there
from cxresearch.study.study import Study, open_study
from cxresearch.survey.labels import normalise
from cxresearch.widgets.mapping.match_panel import MatchPanel
from cxresearch.widgets.mapping.match_table import MatchTable
from cxresearch.widgets.mapping.spoken import aspect_in_words, scale_in_words
from cxresearch.wording import plural, say

__all__ = ["confirm_lines", "match_questions"]


def match_questions(study: Study | str | Path) -> MatchPanel:
    """A panel to decide which questions of the audiences are the same touchpoint.

    Parameters
    ----------
    study : Study, or the folder of one
        Its ``matches.csv`` is read; where there is none, the panel opens with what wording proposes.

    Returns
    -------
    MatchPanel
        Shown as the last line of a cell. ``.sentence`` says how many touchpoints are confirmed, wait and stand alone;
        ``.table`` has all rows, ``.code`` opens the study with them. Without clicks: ``.choose()``, ``.confirm()``,
        ``.rescale()``, ``.rename()``, ``.undo()`` and ``.save()``.

    Raises
    ------
    StudyError, SurveyFileError
        If the study or one of its files cannot be read. A mistake in ``matches.csv`` is said in the panel.

    Examples
    --------
    >>> panel = match_questions("parcel-service")
    >>> panel.confirm("Driver", sure=False).sentence[:44]
    '9 touchpoints: 8 confirmed, 1 waits for you.'
    """
    if isinstance(study, str | Path):
        study = open_study(study)
    if not isinstance(study, Study):
        raise OptionError(say(
            "match_questions() takes a study, not {name}: cx.match_questions(cx.open_study('folder')).",
            name=type(study).__name__,
        ))  # fmt: skip
    return MatchPanel(**_of(study))


def _of(study: Study) -> dict:
    """What a panel of a study's matches is made of."""
    parts, folder = study._parts, study.settings.folder
    sample = folder.resolve().is_relative_to(sample_folder().resolve())
    return {
        "surveys": {audience: parts.by_audience[audience] for audience in parts.audiences},
        "path": folder / FILE,
        "propose": lambda: proposed(parts),
        "vectors": vectors_if_there(),
        "locked": say("Samples stay as they are: copy the folder {folder} and open the copy.", folder=folder)
        if sample
        else "",
    }


def confirm_lines(
    folder: str | Path,
    topics: Iterable[str] = (),
    *,
    every: bool = False,
    but: Iterable[str] = (),
    rescale: bool = False,
) -> list[str]:
    """Confirm rows of a study's ``matches.csv`` that a person has read, and say each in full.

    Parameters
    ----------
    folder : str or Path
        Of the study.
    topics : list of str
        Of the rows to confirm. Without any, and without ``every``, the rows that wait are shown and nothing changes.
    every : bool
        Confirm all that wait.
    but : list of str
        Topics that ``every`` leaves as they are.
    rescale : bool
        Let those be compared on 0-100 that were asked on different scales.

    Returns
    -------
    list of str
        Lines for a terminal: each row with all of its questions and their scales, and what became of it.

    Raises
    ------
    StudyError
        If ``matches.csv`` has a mistake or cannot be written.
    QuestionError, OptionError
        If there is no such topic, or it has one question only.
    """
    study, topics, but = open_study(folder), list(topics), list(but)
    table = MatchTable(**_of(study))
    if table.file.unreadable:
        raise StudyError(table.file.unreadable)
    if but and not every:
        raise OptionError(say("--but leaves rows out of --all. Write --all too, or name the topics to confirm."))
    waiting = [key for key in table.rows if _waits(table, key)]
    left = {key for topic in but for key in _named(table, topic, waiting)}
    chosen = list(dict.fromkeys(key for topic in topics for key in _named(table, topic, waiting)))
    chosen = chosen or [key for key in waiting if every and key not in left]
    if not chosen:
        return _asked(table, [key for key in waiting if key not in left], Path(folder))
    for key in chosen:
        for audience, question in table.rows[key].perhaps.items():
            if audience not in table.rows[key].questions and question in table.asked[audience]:
                table.choose(key, audience, table.asked[audience][question])
    table.confirm(chosen)
    if rescale:
        table.rescale([key for key in chosen if table.differ(key)])
    table.save()
    lines = [say("Confirmed in {file}: {touchpoints}.", file=FILE, touchpoints=plural(len(chosen), "touchpoint"))]
    for key in chosen:
        lines += ["", *_row_lines(table, key)]
    return [*lines, "", table.headline()]


def _named(table: MatchTable, topic: str, waiting: list[int]) -> list[int]:
    """The rows that wait under a topic, whatever is asked of it; where none does, its row."""
    found = [key for key in waiting if normalise(table.rows[key].topic) == normalise(topic)]
    return found or [table.key_of(topic)]


def _waits(table: MatchTable, key: int) -> bool:
    """Whether a person has still to say something of this row: that it is one question, or that scales may differ."""
    row = table.rows[key]
    several = len({**row.perhaps, **row.questions}) > 1
    return several and (not row.confirmed or table.apart(key) or any(one not in row.questions for one in row.perhaps))


def _asked(table: MatchTable, waiting: list[int], folder: Path) -> list[str]:
    """The rows that wait, in full, and the commands that confirm them."""
    if not waiting:
        return [say("No row of {file} waits for you.", file=FILE), table.headline()]
    lines = [say("{touchpoints} to decide in {file}. Do all questions of a row ask the same?",
                 touchpoints=plural(len(waiting), "touchpoint"), file=FILE)]  # fmt: skip
    for key in waiting:
        lines += ["", *_row_lines(table, key)]
    scales = " --rescale" if any(table.differ(key) for key in waiting) else ""
    place = f'"{folder}"' if " " in str(folder) else folder
    command = f"cxresearch study confirm {place}"
    lines += ["", say("Confirm those that you have read: {command}",
                      command=f'{command} "{table.rows[waiting[0]].topic}"{scales}')]  # fmt: skip
    if len(waiting) > 1:
        lines.append(say("Or all of them, with or without exceptions: {command}",
                         command=f'{command} --all --but "..."{scales}'))  # fmt: skip
    if scales:
        lines.append(say("--rescale says that different scales may be compared on 0-100; without it they stay apart."))
    lines.append(say("A question that stands in a wrong row: move it or empty its cell in {file}, or drag it in "
                     "{panel}.", file=FILE, panel=f'cx.match_questions("{folder}")'))  # fmt: skip
    return lines


def _row_lines(table: MatchTable, key: int) -> list[str]:
    """A row in full: its topic, and a line an audience with the question and its scale."""
    row = table.rows[key]
    asked = {name: table.asked[name][one] for name, one in {**row.perhaps, **row.questions}.items()
             if one in table.asked.get(name, {})}  # fmt: skip
    aspect = "" if row.aspect in ("", "experience") else f" ({aspect_in_words(row.aspect)})"
    became = [] if not row.confirmed else [say("on 0-100") if row.rescale else say("confirmed")]
    if row.confirmed and table.apart(key):
        became = [say("confirmed, and kept apart by its scales until you add --rescale")]
    wide = max((len(audience_name(name)) for name in asked), default=0)
    lines = [f"{row.topic}{aspect}{': ' if became else ''}{', '.join(became)}"]
    for name in table.audiences:
        if name in asked:
            sign = "? " if name not in row.questions else ""
            lines.append(f"  {audience_name(name):<{wide}}  {sign}{asked[name].row['text']}{_scale_told(asked[name])}")
    return lines


def _scale_told(question: AudienceQuestion) -> str:
    """Its scale with the words at its ends: whether people rated or agreed is part of what was asked."""
    if question.scale is None:
        return ""
    labels = [label for label, _ in sorted(question.scale.labels, key=lambda pair: pair[1])]
    ends = [labels[0], labels[-1]] if len(labels) > 1 else []
    return f"  [{scale_in_words(question)}{': ' if ends else ''}{' ... '.join(ends)}]"
