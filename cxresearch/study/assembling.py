"""The client's files become one Survey, as study.toml and matches.csv say."""

from collections.abc import Mapping

from cxresearch.combining.again import asked_again, subject_of
from cxresearch.combining.candidates import Vectors
from cxresearch.combining.combine import combine_groups
from cxresearch.combining.matches import FILE as MATCHES
from cxresearch.combining.matches import Match, draft_matches, read_matches
from cxresearch.errors import CXResearchError, StudyError
from cxresearch.study.answering.analyses import check_name
from cxresearch.study.reading import Parts, aspects_of
from cxresearch.study.settings import FILE, Settings
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF, shared_name
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import count, did_you_mean, named, say

__all__ = ["assembled", "proposed", "vectors_if_there"]


def assembled(settings: Settings, parts: Parts) -> tuple[Survey, list[Match]]:
    """One Survey of all audiences, and the matches that it rests on.

    Raises
    ------
    StudyError
        Naming file and line of what does not fit.
    """
    matches = _matches(settings, parts)
    groups, points, remedies, topics = [], [], [], {}
    for match in matches:
        group = {parts.home[audience]: question for audience, question in match.questions.items()}
        for audience, question in match.questions.items():
            if group[parts.home[audience]] != question:
                raise StudyError(
                    say(
                        "{place}: two questions of one file cannot be one touchpoint ({questions}). Keep one of them.",
                        place=_place(match), questions=named(match.questions.values()),
                    )
                )  # fmt: skip
        if match.counts or len(match.questions) == 1:
            topics |= {member: (match.topic, match.aspect) for member in group.items()}
        if match.counts and len(group) > 1:
            _check_answers(parts, match)
            points += [len(groups)] if match.rescale else []
            remedies.append(match.rescale_remedy)
            groups.append(group)
    topics |= _declared_aspects(parts, topics, groups)
    surveys = [_topics(survey, {q: told for (at, q), told in topics.items() if at == place})
               for place, survey in enumerate(parts.surveys)]  # fmt: skip
    if len(surveys) == 1:
        survey = surveys[0]
    else:
        name = settings.client or settings.title
        survey = combine_groups(surveys, groups, rescaled=points, remedies=remedies, name=name)
    survey = _one_type(_kinds(settings, survey))
    _check_names(settings, survey)
    survey = _weighted(settings, survey)
    least = {name: int(number) for name, number in settings.privacy.items()}
    return survey._with(same_rows=True, thresholds=least, units=settings.units if "unit" in survey.roles else None), (
        matches
    )


def _declared_aspects(
    parts: Parts, topics: Mapping[tuple[int, str], tuple[str, str]], groups: list[dict[int, str]]
) -> dict[tuple[int, str], tuple[str, str]]:
    """Topic and aspect of what study.toml declares an aspect of: it is asked of the touchpoint whose words it repeats.

    What a person has confirmed as a touchpoint stays one.
    """
    confirmed = {member for group in groups for member in group.items()}
    found = {}
    for file, survey in parts.by_file:
        if not file.aspects:
            continue
        place = parts.home[survey.audiences[0]]
        book = survey.codebook.set_index("id")
        rated = dict(book["text"][book["kind"].isin(SCALED)])
        first = {again: at for asked in asked_again(rated).values() for again, at in asked.items()}
        for question, aspect in aspects_of(survey, file).items():
            about = first.get(question, question)
            drafted = book["topic"][about] or subject_of(book["text"][about])
            if (place, question) not in confirmed:
                found[place, question] = topics.get((place, about), (drafted, ""))[0], aspect
    return found


def _check_names(settings: Settings, survey: Survey) -> None:
    """What the definition names beside questions: audiences, the answer of those who left, a code frame, a plan.

    Raises
    ------
    StudyError
        Naming what is not there, with the nearest that is.
    """
    told = {"[populations]": settings.populations, "outside": settings.outside}
    # A plan is made, and sealed, before anybody knows what the files will call those who are asked.
    sides = (LEADERSHIP, STAFF, CUSTOMERS)
    may_be = sides if any(shared_name(name) not in sides for name in survey.audiences) else ()
    told |= {
        f"[[plan.hypotheses]] {one.id}: between": [name for name in one.between if shared_name(name) not in may_be]
        for one in settings.hypotheses
    }
    for part, names in told.items():
        for name in names:
            if shared_name(name) not in map(shared_name, survey.audiences):
                raise StudyError(say(
                    "{file}, {part}: {name} is no audience here.{hint} Audiences: {names}.", file=FILE, part=part,
                    name=repr(name), hint=did_you_mean(name, survey.audiences), names=named(survey.audiences),
                ))  # fmt: skip
    leaving, answer = settings.questions.get("leaving"), settings.questions.get("leaving_answer")
    if leaving and answer:
        answers = [str(given) for given in survey.answer_counts(_find(survey, leaving, "leaving"))]
        if answer not in answers:
            raise StudyError(say(
                "{file}, [questions]: leaving_answer = {answer}: nobody answered so.{hint} Answers: {answers}.",
                file=FILE, answer=repr(answer), hint=did_you_mean(answer, answers),
                answers=named([given for given in answers if given.strip()], most=8),
            ))  # fmt: skip
    _check_frame(settings)
    # Until a person has confirmed what is the same, a topic that was planned is several questions.
    topics = set(map(normalise, survey.codebook["topic"]))
    for one in settings.hypotheses:
        check_name(one.analysis)
        if one.question and normalise(one.question) not in topics:
            _find(survey, one.question, f"[[plan.hypotheses]] {one.id}: question", part="")


def _check_frame(settings: Settings) -> None:
    """The code frame is a file of the client's, or one that comes along."""
    name = settings.code_frame
    if name is None or settings.place(name).is_file():
        return
    from cxresearch.text.themes.codeframe import codeframes

    known = [*codeframes().name, *(path.name for path in sorted(settings.folder.glob("*.csv")))]
    if name not in known:
        raise StudyError(say(
            "{file}: code_frame = {name}: there is no such file beside it, and none of that name comes along.{hint} "
            "Those that do: {names}.",
            file=FILE, name=repr(name), hint=did_you_mean(name, known), names=named(codeframes().name, most=20),
        ))  # fmt: skip


def check_populations(settings: Settings, survey: Survey, told: Mapping[str, float] | None) -> None:
    """No more people answered than there are.

    Raises
    ------
    StudyError
        Naming the audience, how many are said to be there, and how many answered.
    """
    for name, people in (told or {}).items():
        part = survey.only(audience=name)
        n = len(part.answer_counts(part.roles["respondent"])) if "respondent" in part.roles else part.n_rows
        if n > people:
            raise StudyError(say(
                "{file}, [populations]: {name} = {people}, and {n} answered. It is how many there are in all.",
                file=FILE, name=name, people=f"{people:g}", n=count(n),
            ))  # fmt: skip


def _one_type(survey: Survey) -> Survey:
    """Columns of texts in the codebook as texts: of another type the study could not be kept exactly."""
    book = survey.codebook
    mixed = [name for name in book if book[name].dtype == object and book[name].map(type).eq(str).all()]
    return survey.with_codebook(book.astype(dict.fromkeys(mixed, "str"))) if mixed else survey


def _check_answers(parts: Parts, match: Match) -> None:
    """A rating and a question whose answers are in no known order are no touchpoint yet: say what to write."""
    lines = {
        audience: parts.by_audience[audience].codebook.set_index("id").loc[question]
        for audience, question in match.questions.items()
    }
    if not any(line["kind"] in SCALED for line in lines.values()):
        return
    for audience, line in lines.items():
        if line["kind"] not in SCALED or not line["scale"]:
            answers = [str(answer) for answer in parts.by_audience[audience].answer_counts(line.name)]
            raise StudyError(
                say(
                    "{place}: {question} of {who} is of kind {kind} and has no scale ({answers}), while the others are "
                    "rated. Write its answers from low to high under its [[files]]: {code}, or take the yes back.",
                    place=_place(match), question=repr(line.name), who=audience, kind=line["kind"],
                    answers=named(map(repr, answers), most=6),
                    code=f'scales = {{ "{line.name}" = ["{say("lowest")}", ..., "{say("highest")}"] }}',
                )
            )  # fmt: skip


def _place(match: Match) -> str:
    return say("{file}, line {line}", file=MATCHES, line=match.line)


def _matches(settings: Settings, parts: Parts) -> list[Match]:
    path = settings.folder / MATCHES
    surveys = parts.by_audience
    if path.is_file():
        return read_matches(path, surveys)
    return proposed(parts)


def proposed(parts: Parts) -> list[Match]:
    """The matches that wording proposes, and meaning where the neural extra is there."""
    return draft_matches(parts.by_audience, order=parts.audiences, vectors=vectors_if_there())


def vectors_if_there() -> Vectors | None:
    """What turns texts into vectors of meaning; None without the neural extra."""
    try:
        from cxresearch.text.scoring.neural import embed, embedder_is_there
    except ImportError:
        return None
    return embed if embedder_is_there() else None


def _topics(survey: Survey, told: Mapping[str, tuple[str, str]]) -> Survey:
    if not told:
        return survey
    book = survey.codebook
    for question, (topic, aspect) in told.items():
        row = book.id == question
        book.loc[row, "topic"] = topic
        if aspect:
            book.loc[row, "aspect"] = aspect
    return survey.with_codebook(book)


def _kinds(settings: Settings, survey: Survey) -> Survey:
    """What [questions] says of the client's NPS and effort questions."""
    book = survey.codebook
    changed = False
    for key in ("nps", "effort"):
        name = settings.questions.get(key)
        if not name:
            continue
        question = _find(survey, str(name), key)
        row = book.loc[book.id == question].iloc[0]
        if row.kind not in SCALED:
            raise StudyError(
                say(
                    "study.toml, [questions]: {key} = {question} is a question of kind {kind}, not a rating.",
                    key=key, question=repr(name), kind=row.kind,
                )
            )  # fmt: skip
        if row.kind != key:
            book.loc[book.id == question, "kind"] = key
            changed = True
    for key in ("leaving", "comments", "attitude"):
        value = settings.questions.get(key, ())
        # Empty where the person says that nobody asked so.
        for name in filter(None, [value] if isinstance(value, str) else value):
            _find(survey, name, key)
    return survey.with_codebook(book) if changed else survey


def _find(survey: Survey, name: str, key: str, part: str = "[questions]: ") -> str:
    try:
        return survey.find(name)
    except CXResearchError as problem:
        raise StudyError(f"study.toml, {part}{key} = {name!r}: {problem}") from None


def _weighted(settings: Settings, survey: Survey) -> Survey:
    if not settings.targets:
        return survey
    from cxresearch.survey.raking import rake

    try:
        return rake(survey, settings.targets)
    except CXResearchError as problem:
        raise StudyError(f"study.toml, [weights.targets]: {problem}") from None
