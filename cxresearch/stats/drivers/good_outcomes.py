"""Whether a high outcome is good: known for recommending, effort and leaving, else declared or doubted.

A penalty is a penalty only where it points towards the bad end. Of a Net Promoter answer the high end is good, of an
account that was closed it is not; of a number nobody knows until somebody says so.
"""

import re
from typing import NamedTuple

from cxresearch.stats.bases.asked import check_choice
from cxresearch.survey.labels import normalise
from cxresearch.survey.survey import Survey
from cxresearch.wording import say, told

__all__ = ["GoodEnd", "good_end"]


class GoodEnd(NamedTuple):
    """``sign`` is 1 where a high outcome is good, -1 where it is bad; ``caveats`` where nobody declared it."""

    sign: int
    caveats: list[str]


# Stems of leaving and of staying, each sought at the beginning of a word (or anywhere, where words are not parted).
_LEAVING = (
    r"left\b leav churn cancel terminat clos(?:ed|ing|ure)\b defect(?:ed|ion)\b quit(?:s|ting)?\b resign "
    r"switch(?:ed|ing)\b lapse unsubscrib attrition gekündigt kündig abgewander abwander verlass wechsel "
    r"austritt ausgetreten geschlossen résili quitt(?:é|er|e)\b annul départ\b clôtur baja\b cancel "
    r"abandon rescind cerrad disdett disdic chius recesso\b receduto\b saiu\b cancelou encerr deixou\b "
    r"opgezegd opzeg vertrok vertrek overgestap rezygn odszed odej wypowied zamkn lämnat lämna avslut "
    r"uppsag uppsägn forlad opsagt opsig skiftet sluttet oppsag irtisano lähte poistu odešel odejít "
    r"odchod zrušil výpov ayrıl iptal kapat ушел ушёл ушла уйти отток закрыл расторг отказал 解約 退会 離脱 离开 "
    r"流失 注销 退订 取消"
)
_STAYING = (
    r"stay renew retain retention remain loyal bleib geblieben verlänger resté\b rester\b restant fidèle "
    r"fidél renouvel reconduc quedar?\b quedado sigue\b renov permanec fedel rinnov rimas fiel\b ficou\b "
    r"blijv gebleven verleng zosta przedłuż stanna förny blive\b blev\b forny værend jatka pysy zůsta "
    r"obnov prodlouž yenile остал остат продл 継続 更新 留下 续"
)


def _pattern(stems: str) -> re.Pattern:
    return re.compile("|".join(stem if ord(stem[0]) > 0x3000 else rf"\b{stem}" for stem in stems.split()))


_GONE, _STAYED = _pattern(_LEAVING), _pattern(_STAYING)
_NOT = re.compile(r"\b(?:not|never|no|didn't|hasn't|nicht|kein|pas|jamais|non|não|nie|niet|inte|ikke|ei|ne|не)\b")
_MEANT = re.compile(r"\b(?:likel|intend|intention|consider|plan|probab|wahrschein|absicht|vraisemb|waarschijn|sannoli)")
_HARD = re.compile(r"\bhow much effort|\beffort (?:did|do|was|required)|aufwand|combien d'effort|cuánto esfuerzo")


def good_end(survey: Survey, questions: list[str], good: str | None) -> GoodEnd:
    """Which end of an outcome is the good one.

    Parameters
    ----------
    questions : ids of the outcome. `good` : "high", "low", or None to go by what is known.

    Examples
    --------
    >>> import pandas as pd
    >>> survey = Survey.from_frame(pd.DataFrame({"Closed the account": ["Yes", "No"], "visits": [3, 4]}))
    >>> good_end(survey, ["Closed the account"], None).sign, good_end(survey, ["visits"], None).sign
    (-1, 1)
    """
    if good is not None:
        check_choice("good", good, ("high", "low"))
        return GoodEnd(1 if good == "high" else -1, [])
    book = survey.codebook.set_index("id")
    kinds = {str(book.kind.get(question, "")) for question in questions}
    named = repr(questions[0]) if len(questions) == 1 else say("the outcome")
    if kinds == {"nps"}:
        return GoodEnd(1, [])
    words = normalise(" ".join(f"{question} {book.text.get(question, '')}" for question in questions).replace("_", " "))
    if kinds == {"effort"}:
        if any(survey.is_reversed(question) for question in questions) or not _HARD.search(words):
            easy = told("A high {outcome} is taken as easy, so as good; pass good='low' if it means effort.")
            return GoodEnd(1, [say(easy, outcome=named)])
        hard = told("A high {outcome} is taken as much effort, so as bad; pass good='high' if it means easy.")
        return GoodEnd(-1, [say(hard, outcome=named)])
    gone, stayed = bool(_GONE.search(words)), bool(_STAYED.search(words))
    deed = kinds <= {"choice", "number", ""} or bool(_MEANT.search(words))
    if gone != stayed and deed and not _NOT.search(words):
        if gone:
            left = told("A high {outcome} is taken as leaving, so as bad; pass good='high' if it is not.")
            return GoodEnd(-1, [say(left, outcome=named)])
        return GoodEnd(1, [])
    doubt = told("Doubt: a high {outcome} is taken as good, though nothing says so; pass good='low' if it is bad.")
    return GoodEnd(1, [say(doubt, outcome=named)])
