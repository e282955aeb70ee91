"""Questions that may be what an analysis looks for and that nobody has called so; themes taken on a low fit."""

from collections import Counter
from collections.abc import Iterable

from cxresearch.combining.matches import Match
from cxresearch.study.doubting.lines import paragraph, toml_value
from cxresearch.study.doubting.roles import called, may_be_waves
from cxresearch.study.settings import FILE, Settings
from cxresearch.survey.audiences import CUSTOMERS, STAFF, of_side, side_of
from cxresearch.survey.codebook import SCALED, split_text
from cxresearch.survey.doubts import LEFT_OUT, MAY_MOVE, Doubt
from cxresearch.survey.labels import declines
from cxresearch.survey.scales import Scale
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, named, number, plural, say

__all__ = ["THEMES", "low_fit", "of_two_answers", "speechless", "untold_questions"]

_MOST = 3
_LOOKED_AT = 400
# Signs of a trade in fewer of the comments than this, in percent, are a low fit.
_FEW_SIGNS = 25.0
# Below this a frame has no words in the language of the comments: a word or two may look like one of its own.
_SPEECHLESS = 5.0
THEMES = "themes.csv"


def untold_questions(settings: Settings, survey: Survey, matches: Iterable[Match]) -> list[Doubt]:
    """What [questions] of study.toml does not say, where a question is there that it may mean.

    A key that is empty says that there is no such question, and ends the doubt. What waits beside a question of others
    to be confirmed in ``matches`` is not asked about twice.
    """
    waiting = {question for match in matches if len(match.questions) > 1 for question in match.questions.values()}
    served, serving = _side(survey, CUSTOMERS), _side(survey, STAFF)
    found = []
    # Who left is told beside the effort; without that question nothing would come of it.
    effort = served is not None and (settings.questions.get("effort") or served.questions(kinds=("effort",)))
    if effort and "leaving" not in settings.questions:
        asked = [question for question in of_two_answers(served) if question not in survey.roles.values()
                 and not may_be_waves(question, list(_answers(served, question)))]  # fmt: skip
        found += [_leaving(question, _answers(served, question), survey) for question in asked[:_MOST]]
    for key in ("nps", "effort"):
        if served is not None and key not in settings.questions:
            found += _several(key, served)
    if served is not None and serving is not None and "attitude" not in settings.questions:
        found += _attitude(serving, survey, waiting)
    return found


def of_two_answers(survey: Survey) -> list[str]:
    """The choices of two answers that stand alone; rows of a grid are things to tick, and tell nothing of leaving."""
    book = survey.codebook[survey.codebook.kind == "choice"]
    stems = Counter(stem for stem, row in map(split_text, book.text) if row)
    return [
        row.id for row in book.itertuples()
        if row.id not in survey.roles.values() and stems[split_text(row.text)[0]] < 2
        and len(_answers(survey, row.id)) == 2
    ]  # fmt: skip


def _leaving(question: str, counts: dict[str, int], survey: Survey) -> Doubt:
    rarer = min(counts, key=counts.__getitem__)
    return Doubt(
        called(survey, question), say("two answers: do they tell who left, or will leave? Nothing says so"),
        named([f"{answer} {count(n)}" for answer, n in counts.items()]), sum(counts.values()),
        _line(f"leaving = {toml_value({'question': question, 'answer': rarer})}") + " "
        + say('(the answer of those who left; leaving = "" where it tells something else)'), LEFT_OUT,
    )  # fmt: skip


def _several(key: str, served: Survey) -> list[Doubt]:
    """Several questions of a kind of which one counts, or none where ratings on 0-10 stand alone."""
    asked = [question for question in served.questions(kinds=(key,)) if _answers(served, question)]
    if not asked and key == "nps":
        book = served.codebook
        asked = [
            row.id for row in book[book.kind == "rating"].itertuples()
            if row.aspect == "experience" and Scale.parse(row.scale).span == (0, 10) and _answers(served, row.id)
        ]  # fmt: skip
        asked = asked if len(asked) <= _MOST else []
    elif len(asked) < 2:
        return []
    if not asked:
        return []
    doubt = (
        say("may be the question on recommending, and nothing says which") if key == "nps"
        else say("may be the question on effort, and nothing says which")
    )  # fmt: skip
    return [
        Doubt(
            named([called(served, question) for question in asked], most=_MOST), doubt,
            say("{questions} of that kind", questions=plural(len(asked), "question")),
            sum(sum(_answers(served, question).values()) for question in asked),
            _line(f"{key} = {toml_value(asked[0])}"), LEFT_OUT,
        )
    ]  # fmt: skip


def _attitude(serving: Survey, survey: Survey, waiting: set[str]) -> list[Doubt]:
    """Ratings that staff alone gave, where a unit links them with customers."""
    if "unit" not in survey.roles or not all(_answers(part, survey.roles["unit"]) for part in _linked(survey)):
        return []
    others = [survey.only(audience=name) for name in survey.audiences if side_of(name) != STAFF]
    alone = [
        question for question in serving.questions(kinds=SCALED, aspect="experience")
        if question not in waiting and _answers(serving, question)
        and not any(_answers(other, question) for other in others)
    ]  # fmt: skip
    if not alone:
        return []
    return [
        Doubt(
            named([called(survey, question) for question in alone], most=_MOST),
            say("staff alone were asked: does it tell how they feel about their work? Nothing says so"),
            plural(len(alone), "question"), sum(sum(_answers(serving, question).values()) for question in alone),
            _line(f"attitude = {toml_value(alone)}") + " " + say("(attitude = [] where none does)"), LEFT_OUT,
        )
    ]  # fmt: skip


def low_fit(settings: Settings, survey: Survey) -> list[Doubt]:
    """Themes by a frame that few of the comments speak for, as long as nobody has named one."""
    if settings.code_frame is not None or (found := _covered(survey)) is None:
        return []
    from cxresearch.text.themes.frame_fit import FEWEST_COVERED

    choice, covered, n = found
    signs = choice.signs.get(choice.frame.name)
    if covered >= FEWEST_COVERED and (signs is None or signs >= _FEW_SIGNS):
        return []
    if covered < _SPEECHLESS and (settings.folder / THEMES).is_file():
        doubt = say("no code frame has words in their language; one was drafted from their own words")
        settle = say('{file}: code_frame = "{frame}", once you have read it: themes can be merged and renamed there',
                     file=FILE, frame=THEMES)  # fmt: skip
        return [Doubt(say("themes of comments"), doubt, plural(n, "comment"), n, settle, MAY_MOVE)]
    return [
        Doubt(
            say("themes of comments"),
            say("the code frame {frame} was taken on a low fit: it finds something in {share}% of the comments",
                frame=repr(choice.frame.name), share=number(covered)),
            choice.why, n,
            say('{file}: code_frame = "{frame}" where it fits, or another (cx.codeframes(), cx.propose_codeframe)',
                file=FILE, frame=choice.frame.name), MAY_MOVE,
        )
    ]  # fmt: skip


def speechless(settings: Settings, survey: Survey) -> bool:
    """Whether no code frame has words in the language of the comments, and nobody has named one."""
    found = _covered(survey) if settings.code_frame is None else None
    return found is not None and found[1] < _SPEECHLESS


def _covered(survey: Survey):
    """The frame that fits best, in how many per cent of the comments it finds something, and how many these are."""
    if survey.is_aggregated:
        return None
    texts = [
        answer for question in survey.questions(kinds=("verbatim",))
        for answer in survey.encoded(question).answers if isinstance(answer, str) and answer.strip()
    ]  # fmt: skip
    if not texts:
        return None
    from cxresearch.text.themes.frame_fit import frame_for, languages_of_column

    choice = frame_for(survey, [])
    some = list(dict.fromkeys(texts))
    some = some[:: max(1, len(some) // _LOOKED_AT)]
    covered = 100 * float(choice.frame.code(some, languages_of_column(some)).any(axis=1).mean())
    return choice, covered, len(texts)


def _side(survey: Survey, side: str) -> Survey | None:
    name = of_side(survey.audiences, side)
    return None if name is None else survey.only(audience=name)


def _linked(survey: Survey) -> list[Survey]:
    return [part for side in (STAFF, CUSTOMERS) if (part := _side(survey, side)) is not None]


def _answers(survey: Survey, question: str) -> dict[str, int]:
    counts = survey.answer_counts(question).items()
    return {str(answer): n for answer, n in counts if str(answer).strip() and not declines(str(answer))}


def _line(*lines: str) -> str:
    return say("{file}, under [questions]: {line}", file=FILE, line=paragraph("\n".join(lines)))
