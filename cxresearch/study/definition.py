"""The text of a new study.toml: every line says what it is for, and what could not be decided is commented."""

import re
from collections.abc import Mapping

from cxresearch.combining.candidates import is_agreement
from cxresearch.combining.matches import Match
from cxresearch.study.doubting.questions import of_two_answers
from cxresearch.study.reading import Parts, codebook_name
from cxresearch.study.settings import Settings, StudyFile
from cxresearch.survey.audiences import CUSTOMERS, STAFF, of_side
from cxresearch.survey.codebook import SCALED
from cxresearch.survey.labels import normalise, says_yes
from cxresearch.survey.survey import Survey, platform_name
from cxresearch.wording import plural, say, told

__all__ = ["definition", "lines_of_file", "planned_definition", "questions_text"]

_QUOTED = str.maketrans({"\\": "\\\\", '"': '\\"'})
_LEAVING = (
    "switch|left us|leave|closed|cancel|another (company|carrier|provider|bank)|come (back|again)|return|renew|"
    "gekündigt|kündig|gewechselt|wechsel|wieder (zu|kommen)|wiederkommen|verlänger|résili|quitt|revenir|renouvel|baja|"
    "cancelad|cambiar de|volver|renovar|disdett|cambiare|tornare|rinnov|opgezegd|overstap|terugkomen|verleng|cancelou|"
    "trocar de|voltar|zrezygn|zmieni(ć|sz|ą|łby)|wróci|przedłuż|uppsag|säga upp|byt(a|er)|återkom|förny|förläng|opsagt|"
    "skifte|bytte|komme igen|forny|ayrıl|değiştirme|yenile|tekrar gel"
)
_STAYING = (
    "come (back|again)|return|renew|stay|remain|wieder (zu|kommen)|wiederkommen|bleib|verlänger|revenir|rester|"
    "renouvel|volver|renovar|quedar|tornare|rinnov|restare|terugkomen|blijven|verleng|voltar|renovar|ficar|wróci|pozost|"
    "przedłuż|återkom|stanna|förny|förläng|komme igen|blive|forny|tekrar gel|yenile|kal(may|acak|mak)"
)
_SPOKEN = told('of sentences, pictures and reports: "en" or "de"')
_ALL_UNITS = told('"all" branches are in the files, or a "sample" of them')
_ATTITUDE = told("what staff say of their own work, to link with the loyalty of those they serve")
_FRAME = told("themes of comments; chosen by fit where this is left out")


def definition(settings: Settings, parts: Parts, matches: list[Match]) -> str:
    """The text of a new study.toml."""
    lines = _head(settings)
    for file, survey in parts.by_file:
        lines += [*lines_of_file(file, survey), ""]
    return "\n".join([*lines, *_questions(parts, matches), *_people(parts.audiences), *_privacy()])


def questions_text(parts: Parts, matches: list[Match]) -> str:
    """What a study that was planned before any file lacks in its study.toml."""
    return "\n".join([*_questions(parts, matches), *_people(parts.audiences)])


def planned_definition(settings: Settings) -> str:
    """The text of study.toml before any file: what is planned, and the hypotheses to be sealed."""
    between = ", ".join(map(_text, settings.planned[:2]))
    return "\n".join([
        *_head(settings), *_told(settings.populations), *_privacy(), "[plan]",
        f"audiences = [{', '.join(map(_text, settings.planned))}]",
        f"topics = [{', '.join(map(_text, settings.planned_topics))}]", "",
        f"# {say('What is expected, one block a hypothesis; then: {command}', command='cxresearch study seal')}",
        "# [[plan.hypotheses]]", '# id = "H1"', '# analysis = "perception_gap"',
        f"# question = {_text(settings.planned_topics[0])}", f"# between = [{between}]", '# direction = "higher"',
        f"# margin = {settings.margin:g}", "",
    ])  # fmt: skip


def _head(settings: Settings) -> list[str]:
    return [
        "# "
        + say(
            "One client, one definition. Lines that begin with # are suggestions; every key is explained in "
            "docs/study.md."
        ),
        f"title = {_text(settings.title)}",
        f"client = {_text(settings.title)}    # {say('what sentences call the client')}",
        f'language = "{settings.language}"          # {say(_SPOKEN)}',
        f"margin = {f'{settings.margin:g}':<15} # {say('the largest gap, in points of 100, that would not matter')}",
        "confidence = 0.95",
        f'# units = "all"          # {say(_ALL_UNITS)}',
        f'# code_frame = "..."     # {say(_FRAME)}',
        "",
    ]


def _told(populations: Mapping[str, object]) -> list[str]:
    return ["[populations]", *(f"{_key(name)} = {n}" for name, n in populations.items()), ""] if populations else []


def _people(audiences: list[str]) -> list[str]:
    return [
        f"# [populations]           # {say('how many there are in all, where that is known')}",
        *(f"# {_key(audience)} = 1000" for audience in audiences[:1]),
        "",
        f"# [weights.targets.COLUMN]   # {say('known shares, to weight the answers to')}",
        f'# "{say("a value")}" = 0.4',
        "",
    ]


def _privacy() -> list[str]:
    return [
        f"[privacy]                # {say('can be raised, never lowered')}",
        "people = 5",
        "comments = 10",
        "",
    ]


def lines_of_file(file: StudyFile, survey: Survey) -> list[str]:
    """A file's part of the definition: where it lies, who answered, what was recognised."""
    roles = {role: column for role, column in survey.roles.items() if role != "audience" or not file.audience}
    return [
        "[[files]]", f"path = {_text(file.path)}",
        *([f"audience = {_text(file.audience)}"] if file.audience else []),
        "# " + say(
            "recognised as: {platform}; {rows}; corrections in {file}",
            platform=platform_name(survey.platform),
            rows=plural(survey.n_rows, "row"), file=codebook_name(file.path),
        ),
        *(f"roles.{role} = {_text(column)}" for role, column in roles.items()),
    ]  # fmt: skip


def _questions(parts: Parts, matches: list[Match]) -> list[str]:
    """Which question is the recommendation, the effort, the leaving; which are comments, which attitude."""
    customers, staff = (parts.by_audience.get(of_side(parts.audiences, side) or "") for side in (CUSTOMERS, STAFF))
    told, open_ones = {}, []
    if customers is not None:
        book = customers.codebook
        for key in ("nps", "effort"):
            found = book.id[book.kind == key].tolist()
            if len(found) == 1:
                told[key] = found[0]
        yes_no = [question for question in of_two_answers(customers)
                  if re.search(_LEAVING, normalise(book.set_index("id").text[question]))
                  and {*map(says_yes, map(str, customers.answer_counts(question)))} >= {True, False}]  # fmt: skip
        if len(yes_no) == 1:
            told["leaving"] = yes_no[0]
            text = normalise(book.set_index("id").text[yes_no[0]])
            answers = [str(answer) for answer in customers.answer_counts(yes_no[0])]
            no = [answer for answer in answers if says_yes(answer) is False]
            if re.search(_STAYING, text) and len(no) == 1:
                told["leaving_answer"] = no[0]
    one = {
        (parts.home[audience], question): min((parts.home[a], q) for a, q in match.questions.items())[1]
        for match in matches if match.counts for audience, question in match.questions.items()
    }  # fmt: skip
    for at, survey in enumerate(parts.surveys):
        written = survey.codebook.id[survey.codebook.kind == "verbatim"]
        open_ones += [one.get((at, question), question) for question in written if _is_comment(survey, question)]
    # What stands beside another audience's question tells how something is done, and waits for a person as such.
    shared = {question for match in matches if len(match.questions) > 1 for question in match.questions.values()}
    lines = [f"[questions]               # {say('an id, a text or a topic')}"]
    lines += [f"{key} = {_text(told[key])}" if key in told else f'# {key} = ""' for key in ("nps", "effort", "leaving")]
    if "leaving_answer" in told:
        lines.append(
            f"leaving_answer = {_text(told['leaving_answer'])}    # {say('the answer of those who left or will leave')}"
        )
    if open_ones:
        lines.append(f"comments = [{', '.join(map(_text, dict.fromkeys(open_ones)))}]")
    attitude = [] if staff is None else [
        row.id for row in staff.codebook.itertuples()
        if row.kind in SCALED and row.aspect == "experience" and row.id not in shared and is_agreement(staff, row.id)
    ]  # fmt: skip
    lines.append(
        f"attitude = [{', '.join(map(_text, attitude))}]" if attitude
        else f"# attitude = []          # {say(_ATTITUDE)}"
    )  # fmt: skip
    return [*lines, ""]


def _is_comment(survey: Survey, question: str) -> bool:
    """Words of people, and no column of ids: several words in many cells."""
    counts = survey.answer_counts(question)
    texts = [str(text) for text in counts if str(text).strip()]
    return bool(texts) and sum(len(text.split()) > 2 for text in texts) > 0.3 * len(texts)


def _text(value: object) -> str:
    return f'"{str(value).translate(_QUOTED)}"'


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else _text(name)
