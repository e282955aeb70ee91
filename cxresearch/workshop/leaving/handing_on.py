"""From the room into the house: what was written becomes a Survey like any other, and so does what was guessed."""

import hmac
import secrets
from collections.abc import Callable, Collection, Iterable

from cxresearch.survey.origins import DECLARED
from cxresearch.wording import kept, named, say
from cxresearch.workshop.keeping.crowd import crowd_of, fewest_people
from cxresearch.workshop.keeping.standing import standing_of
from cxresearch.workshop.keeping.store import Store, answer_id, answer_number
from cxresearch.workshop.keeping.words import from_file, shown

__all__ = ["HandingOn"]

_FIRST = ("statement", "audience", "sheet", "writer")
_LAST = ("good_or_bad", "moved_to", "votes")


class HandingOn(Store):
    """Surveys of a workshop."""

    def to_survey(self, *, privacy: bool = True):
        """The answers as a Survey, a row a statement; merged ones included, since each of their tables said so.

        Parameters
        ----------
        privacy : bool
            Personal data and the names of `set_names` are taken out of the texts. False leaves the texts as the room
            saw them. How small groups are hidden is each analysis' own ``privacy=``: a sheet counts as one person,
            however many wrote on it.

        Returns
        -------
        Survey
            Questions ``q1, q2, ...`` (verbatim, with their wording); roles ``audience``, ``group`` (the sheet or
            table), ``respondent`` (the person, else the sheet); columns ``statement`` (the answer's id),
            ``good_or_bad``, ``votes``, and ``moved_to`` (a theme given by hand, for ``moved="moved_to"``).
            Where a table of an audience has fewer than five people behind it, that audience comes without tables, in
            the order of its words, and with ids drawn at random; below five people in all they count as one writer.

        Raises
        ------
        QuestionError
            If nothing was written yet.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> from cxresearch.workshop.board import Workshop
        >>> with Workshop(mkdtemp()) as workshop:
        ...     for who in ("Leadership", "Customers"):
        ...         answer = workshop.add(who, "1", 1, "The app")
        ...     survey = workshop.to_survey()
        >>> survey.audiences, survey.codebook.id.tolist()[:2], survey.n_rows
        (['Leadership', 'Customers'], ['q1', 'q2'], 2)
        """
        return self._survey(privacy=privacy, signed=False)

    def as_heard(self, *, privacy: bool = False, answers: Collection[str] | None = None):
        """As `to_survey`, with every table, writer and id: for grouping and showing in this room, and for nothing else.

        Parameters
        ----------
        privacy : bool
            As in `to_survey`.
        answers : list of str, optional
            Only these.

        Returns
        -------
        Survey
        """
        return self._survey(privacy=privacy, signed=True, answers=answers)

    def _survey(self, *, privacy: bool, signed: bool, answers: Collection[str] | None = None):
        import pandas as pd

        from cxresearch.errors import QuestionError
        from cxresearch.privacy.redaction import redact_texts
        from cxresearch.survey.survey import Survey
        from cxresearch.wording import plural

        with self._db.snapshot() as file:
            numbers = None if answers is None else {answer_number(answer) for answer in answers}
            rows = file.execute(
                "SELECT number, audience, place, person, question, text, good_or_bad, theme FROM answers "
                "WHERE number >= ? AND NOT withdrawn AND hidden = '' ORDER BY number",
                (0 if not numbers else min(numbers),),
            ).fetchall()
            rows = rows if numbers is None else [row for row in rows if row[0] in numbers]
            left = file.execute("SELECT sum(withdrawn), sum(hidden != '' AND NOT withdrawn) FROM answers").fetchone()
            votes = file.execute("SELECT answer, person FROM votes").fetchall()
            tops, crowd = standing_of(file), crowd_of(file)
        if not rows:
            raise QuestionError(say("Nothing was written in {name} yet. Add answers first.", name=repr(self.name)))
        voters: dict[int, set[str]] = {}
        for number, person in votes:
            voters.setdefault(tops.get(number, number), set()).add(person)
        texts, notes = [shown(from_file(row[5])) for row in rows], []
        if privacy:
            clean = redact_texts(texts, self.names)
            texts = clean.texts
            found = sum(clean.counts.values())
            notes.append(kept(
                "redacted: {finds} of personal data and listed names taken out", finds=plural(found, "find")
            ))  # fmt: skip
        else:
            notes.append(kept("texts as the room saw them, personal data included: for display in this room only"))
        back, hidden = left
        if back:
            notes.append(kept("left out: {answers} taken back", answers=plural(back, "answer")))
        if hidden:
            notes.append(kept("left out: {answers} hidden by the facilitator", answers=plural(hidden, "answer")))
        if self.notice_was_shown:
            notes.append(kept("a notice at capture said that answers are shown in the room"))
        written = [question for question in self._asked if question.kind != "rating"]
        people = {
            person: f"person {at}" for at, person in enumerate(dict.fromkeys(r[3] for r in rows if r[3]), start=1)
        }
        small = () if signed else [who for who in crowd.audiences if not crowd.names_tables(who)]
        if small:
            notes.insert(
                0, kept("without tables and order of arrival, since tables are small: {who}", who=named(small))
            )
        order = _unordered(rows, texts, small)
        mark = self._marks()
        columns = {name: [] for name in (*_FIRST, *(f"q{question.number}" for question in written), *_LAST)}
        for number, audience, group, person, question, value, theme, text in order:
            writer = people.get(person) or (f"{audience}, {group}" if group else None)
            if audience in small:
                # Few people are one writer, so that no threshold takes their rows for as many people.
                writer = mark(writer if writer and crowd.people(audience) >= fewest_people() else audience)
            columns["statement"].append(mark(number) if audience in small else answer_id(number))
            columns["audience"].append(audience)
            columns["sheet"].append((group or None) if audience not in small else None)
            columns["writer"].append(writer)
            for asked in written:
                columns[f"q{asked.number}"].append(text if asked.number == question else None)
            columns["good_or_bad"].append(value or None)
            columns["moved_to"].append(theme or None)
            columns["votes"].append(len(voters.get(number, ())) if number not in tops else 0)
        frame = pd.DataFrame({name: pd.Series(cells, dtype="int64" if name == "votes" else "str")
                              for name, cells in columns.items()})  # fmt: skip
        book = [{"id": f"q{q.number}", "text": q.text, "topic": q.text, "kind": "verbatim"} for q in written]
        judged = say("Seen as good or bad")
        book += [{"id": "good_or_bad", "text": judged, "topic": judged, "kind": "choice"}]
        roles = {"audience": "audience", "group": "sheet", "respondent": "writer"}
        roles = {role: column for role, column in roles.items() if frame[column].notna().any()}
        survey = Survey.from_frame(frame, roles=roles, codebook=pd.DataFrame(book), name=self.name)
        return survey.with_notes(*notes)

    def _marks(self) -> Callable[[object], str]:
        """Marks that tell rows apart and nothing else; the same each time, drawn anew for each workshop."""
        secret = self._setting("marks", "")
        if not secret:
            with self._db.write() as file:
                secret = self._setting("marks", "") or secrets.token_hex(16)
                self._set(file, "marks", secret)
        return lambda what: hmac.new(secret.encode(), str(what).encode(), "sha256").hexdigest()[:10]

    def to_predictions(self):
        """The guesses as a Survey, a row a person, to stand beside the customers' survey.

        Returns
        -------
        Survey
            Ratings of aspect ``prediction`` with their topic, for
            ``prediction_gap(combine_audiences(survey, this))``.

        Raises
        ------
        QuestionError
            If nobody guessed yet.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> from cxresearch.workshop.board import Workshop
        >>> with Workshop(mkdtemp()) as workshop:
        ...     topics = workshop.set_topics(["Billing"], scale=(0, 100))
        ...     value = workshop.guess("Leadership", "p1", "Billing", 70)
        ...     workshop.to_predictions().codebook[["topic", "aspect", "scale"]].values.tolist()
        [['Billing', 'prediction', '0-100']]
        """
        import pandas as pd

        from cxresearch.errors import QuestionError
        from cxresearch.survey.survey import Survey

        given = self.guesses()
        if given.empty:
            raise QuestionError(say(
                "Nobody guessed in {name} yet. Set topics, then let people guess.",
                name=repr(self.name),
            ))  # fmt: skip
        asked = [question for question in self.topics if (given["topic"] == question.topic).any()]
        wide = given.pivot(index=["audience", "person"], columns="topic", values="value").reset_index()
        frame = pd.DataFrame(
            {"audience": wide["audience"], "guesser": [f"guesser {at + 1}" for at in range(len(wide))]}
        )
        for question in asked:
            frame[f"guess {question.number}"] = wide[question.topic]
        book = [
            {
                "id": f"guess {question.number}",
                "text": f"{say('What do you predict customers will answer?')} - {question.topic}",
                "kind": "rating",
                "scale": f"{question.scale[0]}-{question.scale[1]}",
                "topic": question.topic,
                "aspect": "prediction",
                "scale_from": DECLARED,
            }
            for question in asked
        ]
        return Survey.from_frame(
            frame,
            roles={"audience": "audience", "respondent": "guesser"},
            codebook=pd.DataFrame(book),
            name=f"{self.name}: predictions",
        )


def _unordered(rows: list[tuple], texts: list[str], small: Iterable[str]) -> list[tuple]:
    """Rows with their texts; those of small groups in the order of their words and not of their arrival."""
    found = [(*row[:5], *row[6:], text) for row, text in zip(rows, texts, strict=True)]
    if not small:
        return found
    at = {who: place for place, who in enumerate(dict.fromkeys(row[1] for row in rows))}
    return sorted(found, key=lambda row: (at[row[1]], (row[4], row[-1]) if row[1] in small else (0, "")))
