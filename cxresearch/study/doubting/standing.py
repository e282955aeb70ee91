"""What a study has not decided yet: the doubts of its files, and its own, each with the line to edit."""

import re
from collections.abc import Iterable

import pandas as pd

from cxresearch.combining.matches import Match
from cxresearch.stats.bases.naming import audience_name
from cxresearch.study.doubting.lines import as_toml, by_grid, line_of, paragraph, toml_value
from cxresearch.study.doubting.questions import low_fit, untold_questions
from cxresearch.study.doubting.ratings import like_ratings, rated_again, with_directions
from cxresearch.study.doubting.roles import called, doubts_of_waves, unknown_sides, untold_roles
from cxresearch.study.doubting.touchpoints import apart, beside, in_no_match, unconfirmed
from cxresearch.study.reading import Parts, codebook_name
from cxresearch.study.settings import FILE, Settings
from cxresearch.survey.doubts import COLUMNS, LEFT_OUT, MAY_MOVE, MAY_REVERSE, Doubt, choice_of, joined, table_of
from cxresearch.survey.guessing.number_scales import END_IN_OTHER_WORDS
from cxresearch.survey.survey import Survey
from cxresearch.wording import fields_of, in_a_row, message_of, named, plural, remembered, say

__all__ = ["doubts_of"]

_A_BOARD = 30


def doubts_of(settings: Settings, parts: Parts, survey: Survey, matches: Iterable[Match]) -> pd.DataFrame:
    """The doubts of a study, worst first, settled in its own files.

    Returns
    -------
    DataFrame
        ``question, doubt, evidence, answers, settle``; ``settle`` names the file and what to write there.
    """
    found = []
    for file, read in parts.by_file:
        texts = dict(zip(read.codebook["id"], read.codebook["text"], strict=True))
        for row in table_of(with_directions(settings, read)).to_dict("records"):
            about = f"{row['question']} ({file.path})" if row["question"] else file.path
            settle = line_of(file, paragraph(as_toml(by_grid(row["settle"], texts))))
            if others := fields_of(row["doubt"]).get("others"):
                other = say("or in its place {other}, as it was shown to people", other=_as_pairs(others))
                settle = in_a_row(settle, other)
            if str(choice_of(row["settle"]).get("straight", row["settle"])).startswith("scales={"):
                settle = say(
                    "{line} (or the column scale of {codebook}; or once for all questions of which nothing else says "
                    "it, {file}, above the first line in [ ]: {best})" if message_of(row["doubt"]) == END_IN_OTHER_WORDS
                    else "{line} (or the column scale of {codebook})", line=settle, file=FILE, best='best = "high"',
                             codebook=codebook_name(file.path))  # fmt: skip
            found.append(Doubt(about, row["doubt"], row["evidence"], int(row["answers"]), settle, MAY_REVERSE))
        found += [*like_ratings(file, read), *rated_again(file, read)]
    matches = list(matches)
    found += [check for told in (in_no_match, unconfirmed, beside, apart) for check in told(parts, matches)]
    roles = untold_roles(settings, parts)
    found += _undecided(settings, survey, [one for one in roles if "roles.unit" in one.settle])
    found += [*doubts_of_waves(settings, parts, survey), *roles, *unknown_sides(settings, parts)]
    found += [*untold_questions(settings, survey, matches), *low_fit(settings, survey), *_few_people(settings, survey)]
    return table_of(joined(found)) if found else pd.DataFrame(columns=COLUMNS)


def _undecided(settings: Settings, survey: Survey, may_be: list[Doubt]) -> list[Doubt]:
    """Whether all units are there, asked with the columns that may tell them, and not only once one does."""
    found = []
    column = survey.roles.get("unit")
    asked = called(survey, column) if column else next((one.question for one in may_be), None)
    if asked is not None and settings.units is None:
        units = len(survey.answer_counts(column)) if column else 0
        found.append(
            Doubt(
                asked, say("{units}: are they all there are, or a sample of more?", units=plural(units, "unit"))
                if units else say("the units: are they all there are, or a sample of more?"),
                say("a sample of units makes every interval wider"), survey.n_rows,
                say("{file}: units = \"all\", or units = \"sample\"", file=FILE), MAY_MOVE,
            )
        )  # fmt: skip
    return found


def _few_people(settings: Settings, survey: Survey) -> list[Doubt]:
    """Few answered, and nobody says of how many: a board that answered whole is read like a sample."""
    if settings.populations_told or "audience" not in survey.roles:
        return []
    counts = survey.answer_counts(survey.roles["audience"])
    few = {name: n for name in survey.audiences if (n := counts[name]) < _A_BOARD}
    if not few:
        return []
    lines = paragraph("\n".join(
        f"populations.{name if name.isidentifier() and name.isascii() else toml_value(name)} = {n}"
        for name, n in few.items()
    ))  # fmt: skip
    return [
        Doubt(
            named(map(audience_name, few)),
            say("few answered: are they all there are? Then their answers are no sample, and gaps to them can be told"),
            named([f"{audience_name(name)} {n}" for name, n in few.items()]), sum(few.values()),
            say("{file}, above the first line in [ ]: {lines} (how many there are in all; populations = {{}} where "
                "nobody knows)",
                file=FILE, lines=lines), LEFT_OUT,
        )
    ]  # fmt: skip


@remembered
def _as_pairs(scales: str) -> str:
    """Scales as TOML writes them: "1-10 or 1-7" is "[1, 10] or [1, 7]"."""
    return re.sub(r"(\d+)-(\d+)", r"[\1, \2]", scales)
