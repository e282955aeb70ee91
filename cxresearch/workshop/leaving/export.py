"""What leaves the room: grouped so that nobody can be recognised, whatever was shown inside it.

In the room a notice said that answers are shown; outside, the thresholds hold again. Words of leaders or staff leave
only where ten people or more stand behind them, a table's name only where each of its tables is that large (of
customers and others: five), and nothing tells who wrote, when, in which order a small group did, or what was taken
back.
"""

import csv
from pathlib import Path

from cxresearch.errors import OptionError, SurveyFileError
from cxresearch.speaking import languages, speaking
from cxresearch.survey.answers import defused
from cxresearch.survey.audiences import is_employees, ordered
from cxresearch.wording import count, named, plural, say, told
from cxresearch.workshop.keeping.crowd import Crowd, crowd_of, fewest_people
from cxresearch.workshop.keeping.questions import spoken
from cxresearch.workshop.keeping.standing import THEMES_VOTED, standing_of
from cxresearch.workshop.keeping.store import Store, answer_id
from cxresearch.workshop.keeping.words import from_file, shown

__all__ = ["Export"]

_FILES = ("answers.csv", "actions.csv", "history.csv", "about.txt")
_ABOUT = told("Exported from a workshop by cxresearch.")


class Export(Store):
    """Files for those who were not in the room."""

    def export(self, folder: str | Path) -> Path:
        """Write ``answers.csv``, ``actions.csv``, ``history.csv`` and ``about.txt``.

        Parameters
        ----------
        folder : str or Path
            Made where it is missing. Files of an earlier export are replaced, others never.

        Returns
        -------
        Path
            The folder. ``about.txt`` says what was withheld, and why.

        Raises
        ------
        OptionError, SurveyFileError
            If the folder holds such files of somebody else, or cannot be written.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> from cxresearch.workshop.board import Workshop
        >>> with Workshop(mkdtemp()) as workshop:
        ...     answer = workshop.add("Staff", "1", 1, "Our people")
        ...     out = workshop.export(mkdtemp())
        >>> "Withheld: 1 answer of Staff" in (out / "about.txt").read_text(encoding="utf-8")
        True
        """
        place = Path(folder).expanduser()
        _check_target(place)
        with self._db.snapshot() as file:
            rows = file.execute(
                "SELECT number, audience, place, person, question, text, good_or_bad, theme, suggested, hidden "
                "FROM answers WHERE NOT withdrawn ORDER BY number"
            ).fetchall()
            votes = file.execute("SELECT answer, person FROM votes").fetchall()
            tops = standing_of(file)
            crowd = crowd_of(file)
        people = {who: _Behind(who, crowd) for who in crowd.audiences}
        voters: dict[int, set[str]] = {}
        for number, person in votes:
            voters.setdefault(tops.get(number, number), set()).add(person)
        answers, lines = self._answers(rows, people, voters, tops)
        history = self._history(people)
        actions = self.actions()
        done = [[defused(cell) for cell in row] for row in actions.itertuples(index=False, name=None)]
        try:
            _write(place / "answers.csv", _ANSWERS, answers)
            _write(place / "actions.csv", list(actions.columns), done)
            _write(place / "history.csv", _HISTORY, history)
            (place / "about.txt").write_text("\n".join([say(_ABOUT), self.name, *lines, ""]), encoding="utf-8")
            self.remember_export(place)
        except OSError as problem:
            raise SurveyFileError(say(
                "The export to {place} failed ({what}).",
                place=place, what=problem.strerror or problem,
            )) from None  # fmt: skip
        return place

    def _answers(self, rows, people, voters, tops) -> tuple[list[list], list[str]]:
        from cxresearch.privacy.redaction import redact_texts

        clean = redact_texts([shown(from_file(row[5])) for row in rows], self.names)
        asked = {question.number: question.text for question in self._asked}
        open_rows, kept_back, hidden_by_hand = [], {}, 0
        for (number, audience, group, _, question, _, value, theme, suggested, hidden), text in zip(
            rows, clean.texts, strict=True
        ):
            leaves, signed = people[audience].leaves, people[audience].named
            if hidden:
                hidden_by_hand += 1
                continue
            if not leaves:
                kept_back[audience] = kept_back.get(audience, 0) + 1
                continue
            merged = answer_id(tops[number]) if number in tops else ""
            own = people[audience].told_apart
            open_rows.append(
                [audience, group if signed else "", question, asked[question], text, value,
                 len(voters.get(number, ())) if not merged else 0, theme or suggested,
                 answer_id(number) if own else "", merged if own else ""]
            )  # fmt: skip
        # In the order of arrival a table's answers would stand together, so those of small groups go by their words.
        at = {who: place for place, who in enumerate(ordered(people))}
        open_rows.sort(key=lambda row: (at[row[0]], *((0, "") if people[row[0]].told_apart else (row[2], row[4]))))
        lines = [
            say(
                "{answers} of {all} are in answers.csv.",
                answers=plural(len(open_rows), "answer"), all=count(len(rows)),
            )
        ]  # fmt: skip
        lines += [
            say(
                "Withheld: {answers} of {who}, behind which stand {n} (a sheet of unknown size counts as one person); "
                "words of leaders or staff leave the room from {fewest} people on.",
                answers=plural(n, "answer"), who=spoken(who), n=count(people[who].n), fewest=_fewest(),
            )
            for who, n in kept_back.items()
        ]  # fmt: skip
        coarse = [who for who, behind in people.items() if behind.leaves and not behind.named]
        if coarse:
            lines.append(
                say(
                    "Without their tables, since a table is too small to be named: {audiences}.",
                    audiences=named(map(spoken, coarse)),
                )
            )
        if hidden_by_hand:
            lines.append(
                say("Hidden by the facilitator and not exported: {answers}.", answers=plural(hidden_by_hand, "answer"))
            )
        found = sum(clean.counts.values())
        lines.append(say("Personal data and listed names taken out: {n}.", n=count(found)))
        if self.notice_was_shown:
            lines.append(say("A notice at capture said that answers are shown in the room."))
        return [[defused(cell) for cell in row] for row in open_rows], lines

    def _history(self, people) -> list[list]:
        """What was done, without anybody's words: what was taken back must not leave by this door."""
        rows = []
        for change in self.changes():
            if change.what in ("voted", "unvoted", THEMES_VOTED, "guessed", "joined") or (
                change.what == "added" and is_employees(change.audience)
            ):
                continue
            behind = people.get(change.audience)
            named, apart = (behind.named, behind.told_apart) if behind else (False, False)
            many = behind is not None and behind.n >= fewest_people()
            rows.append(
                [change.what, change.audience if many else "", change.group if named and many else "",
                 change.answer if apart else ""]
            )  # fmt: skip
        return [[at, *map(defused, row)] for at, row in enumerate(rows, start=1)]


_ANSWERS = ["audience", "group", "question", "question_text", "text", "good_or_bad", "votes", "theme", "answer",
            "merged_into"]  # fmt: skip
_HISTORY = ["change", "what", "audience", "group", "answer"]


class _Behind:
    """How many people stand behind an audience's words, and what of them may leave.

    ``leaves``: its words. ``named``: its tables' names. ``told_apart``: ids and the order in which the words came.
    """

    def __init__(self, audience: str, crowd: Crowd):
        self.n = crowd.people(audience)
        employed, fewest = is_employees(audience), _fewest() if is_employees(audience) else fewest_people()
        self.leaves = not employed or self.n >= fewest
        self.named = all(n >= fewest for (who, _), n in crowd.tables.items() if who == audience)
        self.told_apart = not employed and self.n >= fewest and self.named


def _openings() -> list[str]:
    """The first line of our about.txt in every language."""
    found = []
    for code in languages():
        with speaking(code):
            found.append(say(_ABOUT))
    return found


def _fewest() -> int:
    from cxresearch.privacy.hiding import FEWEST_COMMENTS

    return FEWEST_COMMENTS


def _check_target(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise SurveyFileError(say(
            "{place} cannot be made ({strerror}). Name another folder.",
            place=place, strerror=problem.strerror,
        )) from None  # fmt: skip
    there = [name for name in _FILES if (place / name).exists()]
    about = place / "about.txt"
    said = about.read_text(encoding="utf-8", errors="replace") if about.is_file() else ""
    # An export of an earlier day may have been written in another language.
    ours = any(said.startswith(opening) for opening in _openings())
    if there and not ours:
        raise OptionError(say(
            "{place} holds {there} of somebody else; they stay. Name another folder.",
            place=place, there=named(there),
        ))  # fmt: skip


def _write(path: Path, head: list[str], rows: list[list]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])
