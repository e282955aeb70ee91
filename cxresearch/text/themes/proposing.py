"""A code frame out of the comments themselves: a proposal that a person then cuts, merges and names.

The survey's own topics come first, so that the room, the ratings and the comments speak of the same things under the
same names. What they do not cover is put into groups, by meaning where an embedder is installed (tone taken out first,
so that groups are matters and not moods), by words where none is. Each group is called what a consultant's frame calls
it, where one has a theme for most of it, else by the words that set it apart.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from cxresearch.errors import OptionError, QuestionError
from cxresearch.inference.shares import wilson
from cxresearch.inference.significance import check_confidence
from cxresearch.result import Result
from cxresearch.survey.saved import writing
from cxresearch.survey.survey import Survey
from cxresearch.text.reading.clauses import statements
from cxresearch.text.reading.comments import read_comments
from cxresearch.text.reading.term_index import STEMMED, plain_words, stem
from cxresearch.text.scoring.neural import embedder_is_there
from cxresearch.text.themes.codeframe import Codeframe, read_codeframe
from cxresearch.text.themes.contrast import log_odds
from cxresearch.text.themes.embedded_topics import embedded_topics
from cxresearch.text.themes.frame_files import shared_words
from cxresearch.text.themes.frame_fit import GENERAL, frame_for, languages_of_column
from cxresearch.text.themes.open_topics import MOST_TOPICS, find_topics, stop_words
from cxresearch.wording import count, interval, number, plural, say, told
from cxresearch.wording import named as named_in_list

__all__ = ["CodeframeProposal", "propose_codeframe", "proposal_of"]

_WORD = re.compile(r"[^\W\d_]{2,}")
_SAMPLE, _SAMPLE_OF_MEANING = 2_000, 700
_WORDS_EACH, _QUOTES = 12, 3
# A group is called by a frame's theme that this part of it names; a word is the group's if half its users are in it.
_PLURALITY, _OWN, _OWN_LIFT = 0.3, 0.4, 1.5
_LONGEST_TOPIC, _SAME_NAME, _CLEAR = 4, 0.5, 1.0
_PART = re.compile(r"=?[\w']+\*?|\*[\w']+\*?|~")
_ANYTHING = (
    "think thought feel feeling felt like need needs needed get gets getting go goes going went gone make makes "
    "made making take takes took taken said say says know known want wants wanted see seen give gives gave given "
    "put come came coming really lot lots thing things something anything everything everyone someone anyone bit "
    "way back day days week weeks year years time times first last next maybe perhaps already yet always "
    "sometimes often however whole seem seems keep kept kind sort part end start started use used using try tried "
    "ask asked tell told look looked looking find found people person able able much work works since though "
    "actually definitely absolutely quite rather pretty bekommen gehen geht ging machen macht gemacht sagen "
    "gesagt sehen finden findet fand geben gibt gab kommen kommt kam sache sachen dinge etwas irgendwie "
    "eigentlich vielleicht wirklich ganz leute mensch jahre jahr tag tage woche zeit mal lassen lässt stehen "
    "steht brauchen braucht wäre waere hätte würde müsste sollte sollten teil ende anfang"
)
_A_TOPIC_EACH, _FEWEST_TOPICS, _USUAL_MOST = 60, 3, 12
_COLUMNS = ["theme", "parent", "words", "language"]


@dataclass(frozen=True, eq=False, repr=False)
class CodeframeProposal(Result):
    """A proposed code frame, a row a theme and language.

    ``table``: ``theme, parent, words`` (with commas between them, stemmed), ``language``, ``source`` ("survey",
    "kept" or "comments"), ``estimate`` (percent of the comments that name it) with ``ci_low, ci_high``, ``count, n``.

    Attributes
    ----------
    frame : Codeframe
        For ``codeframe=``; the proposal itself may be passed too.
    quotes : DataFrame
        ``theme, quote``: typical statements, redacted.
    estimate, ci_low, ci_high : float
        Percent of the comments in which the frame finds something.
    n : int
    """

    frame: Codeframe = field(default=None)
    quotes: pd.DataFrame = field(default_factory=pd.DataFrame)
    estimate: float = np.nan
    ci_low: float = np.nan
    ci_high: float = np.nan
    n: int = 0

    heading: ClassVar[str] = told("A proposed code frame")
    measure: ClassVar[str] = told("Percent of comments")
    shown: ClassVar[tuple[str, ...]] = ("theme", "parent", "source", "estimate", "ci_low", "ci_high", "words")
    decimals: ClassVar[dict[str, int]] = {"count": 0}

    def sentences(self) -> list[str]:
        """How much it covers, and its largest themes with a quote."""
        themes = self.table.drop_duplicates("theme")
        own = int((themes.source == "survey").sum())
        said = [
            say(
                "{themes} cover {share}% ({bounds}) of {n} comments; {own} of them are the survey's own topics. A "
                "proposal: read, merge, rename.",
                themes=plural(len(themes), "theme"), share=number(self.estimate),
                bounds=interval(self.ci_low, self.ci_high), n=count(self.n), own=own,
            )
        ]  # fmt: skip
        quote = self.quotes.drop_duplicates("theme").set_index("theme").quote if len(self.quotes) else {}
        for row in themes.sort_values("estimate", ascending=False, kind="stable").head(5).itertuples():
            said.append(
                say(
                    "{theme} fills {share}% ({bounds}), such as “{quote}”."
                    if row.theme in quote
                    else "{theme} fills {share}% ({bounds}).",
                    theme=row.theme, share=number(row.estimate), bounds=interval(row.ci_low, row.ci_high),
                    quote=str(quote.get(row.theme, "")).rstrip(" ."),
                )
            )  # fmt: skip
        return said

    def save(self, path: str | Path) -> Path:
        """Write the frame as a CSV (``theme, parent, words, language``) that ``codeframe=`` reads, wave after wave."""
        target = Path(path)
        if target.suffix.lower() != ".csv":
            raise OptionError(say("path= ends in .csv; got {name}.", name=repr(target.name)))
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            self.table[_COLUMNS].to_csv(target, index=False, encoding="utf-8-sig")
        return target


def propose_codeframe(
    survey: Survey,
    question: str,
    *,
    topics: int | None = None,
    keep: str | Path | pd.DataFrame | Codeframe | Result | None = None,
    by: str | None = None,
    privacy: bool = True,
    confidence: float = 0.95,
) -> CodeframeProposal:
    """Propose themes for the comments to a question: the survey's own topics first, then what else is written of.

    Parameters
    ----------
    survey : Survey
    question : str
        Answered in words, in any language.
    topics : int, optional
        How many themes to look for beside the survey's own, 2 to 40; by default one for every sixty statements that are
        left, 3 to 12.
    keep : path, DataFrame, Codeframe or CodeframeProposal, optional
        A frame of an earlier wave, whose themes and words stay as they are; only the rest is proposed anew.
    by : {"meaning", "words"}, optional
        How statements are grouped; by meaning where the extra ``neural`` is installed.
    privacy : bool
        As in `themes`.
    confidence : float

    Returns
    -------
    CodeframeProposal

    Raises
    ------
    QuestionError, OptionError
        If there are too few comments, or an option does not fit.

    References
    ----------
    As in `embedded_topics` and `find_topics`; words by log-odds (Monroe, Colaresi & Quinn 2008).

    Examples
    --------
    >>> wrote = ["the showers were cold", "cold showers again", "my trainer pushes me", "great trainer"] * 8
    >>> answers = pd.DataFrame({"why": [f"{text} {at}" for at, text in enumerate(wrote)]})
    >>> found = propose_codeframe(Survey.from_frame(answers), "why", topics=2, by="words")
    >>> found.estimate > 50
    True
    """
    level = check_confidence(confidence)
    if topics is not None and (
        isinstance(topics, bool) or not isinstance(topics, (int, np.integer)) or not 2 <= topics <= MOST_TOPICS
    ):
        raise OptionError(
            say("topics= is a whole number, 2 to {most}; got {topics}.", most=MOST_TOPICS, topics=repr(topics))
        )
    if by not in (None, "meaning", "words"):
        raise OptionError(say("by= is 'meaning' or 'words'; got {by}.", by=repr(by)))
    by = by or ("meaning" if embedder_is_there() else "words")
    read = read_comments(survey, question, privacy=privacy)
    texts = read.frame.text.tolist()
    if len(set(texts)) < _FEWEST_TOPICS:
        raise QuestionError(
            say(
                "{comments} on {question}: too few to propose themes from.",
                comments=plural(len(set(texts)), "different comment"),
                question=repr(question),
            )  # fmt: skip
        )
    spoken = languages_of_column(texts)
    main = Counter(code for code in spoken if code).most_common(1)
    language = main[0][0] if main and main[0][0] in STEMMED else ""
    cut = [part for text in dict.fromkeys(texts) for part in (statements(text) or [text])]
    cut = list(dict.fromkeys(part for part in cut if _WORD.search(part)))
    known = frame_for(survey, texts).frame
    rows = _kept(keep)
    own = _own_topics(survey, known, language, {row["theme"] for row in rows})
    silent = [row["theme"] for row in own if len(_uncovered([row], cut, language)) == len(cut)]
    rows += [row for row in own if row["theme"] not in silent]
    rest = _uncovered(rows, cut, language)
    how = say("no statement was left to group")
    if len(rest) >= 2 * _FEWEST_TOPICS:
        wanted = topics or int(np.clip(len(rest) // _A_TOPIC_EACH, _FEWEST_TOPICS, _USUAL_MOST))
        found, sample, how = _grouped(rest, min(int(wanted), len(rest) // 2), by)
        rows += _named(found, sample, known, language, {row["theme"] for row in rows})
    if not rows:
        raise QuestionError(
            say("The comments on {question} share too few words to propose themes from.", question=repr(question))
        )
    how = say(
        "the survey's own topics, then {how}; named by the frame {frame} where a theme fits, else by its words",
        how=how, frame=repr(known.name),
    )  # fmt: skip
    caveats = [
        *read.caveats,
        say("A proposal of a machine: its names and words want a person's eye before shares are shown."),
    ]
    if silent:
        caveats.append(
            say("Topics of the survey that no comment names are left out: {topics}.", topics=named_in_list(silent))
        )
    return proposal_of(pd.DataFrame(rows), texts, spoken, how, caveats, level)


def proposal_of(
    rows: pd.DataFrame, texts: Sequence[str], spoken: Sequence[str], how: str, caveats: Sequence[str], level: float
) -> CodeframeProposal:
    """Themes with their coverage and quotes in comments; for a proposal and for what a person made of it."""
    rows = rows.reset_index(drop=True)
    frame = read_codeframe(rows[_COLUMNS].assign(parent=rows.parent.fillna("")))
    frame = Codeframe("proposed", frame.themes, frame.terms, frame.parents)
    texts = list(texts)
    hits = frame.code(texts, list(spoken))
    n = len(texts)
    share = {}
    for at, theme in enumerate(frame.themes):
        found = wilson(hits[:, at].sum(), n, confidence=level)
        share[theme] = (*(100 * float(value) for value in found), int(hits[:, at].sum()))
    table = rows[[*_COLUMNS, "source"]].copy()
    for place, column in enumerate(("estimate", "ci_low", "ci_high", "count")):
        table[column] = [share[theme][place] for theme in table.theme]
    table["n"] = n
    order = {"kept": 0, "survey": 1, "comments": 2}
    table["_order"] = table.source.map(order).fillna(2)
    table = table.sort_values(["_order", "estimate", "theme"], ascending=[True, False, True], kind="stable")
    whole = wilson(hits.any(axis=1).sum(), n, confidence=level)
    quotes = [
        (theme, quote)
        for at, theme in enumerate(frame.themes)
        for quote in _quotes(texts, spoken, frame, hits[:, at], at)
    ]
    return CodeframeProposal(
        table.drop(columns="_order"), say("Code frame from {how}; shares with Wilson's interval (1927)", how=how),
        list(caveats), level,
        frame=frame, quotes=pd.DataFrame(quotes, columns=["theme", "quote"]),
        estimate=100 * float(whole[0]), ci_low=100 * float(whole[1]), ci_high=100 * float(whole[2]), n=n,
    )  # fmt: skip


def _kept(keep) -> list[dict]:
    if keep is None:
        return []
    given = getattr(keep, "frame", None) if isinstance(keep, Result) else None
    frame = given or read_codeframe(keep)
    rows = []
    for (theme, language), terms in frame.terms.groupby(["theme", "language"], sort=False):
        pairs = zip(terms.term, terms.unless, strict=True)
        words = [f"{term} !{unless}" if unless else term for term, unless in pairs]
        rows.append(_row(theme, frame.parents.get(theme, ""), words, language, "kept"))
    return rows


def _row(theme: str, parent: str, words: Sequence[str], language: str, source: str) -> dict:
    return {"theme": theme, "parent": parent, "words": ", ".join(words), "language": language, "source": source}


def _own_topics(survey: Survey, known: Codeframe, language: str, taken: set[str]) -> list[dict]:
    """The survey's topics, each with the words of its name and of the frame's theme that goes by that name."""
    rows = []
    asked = survey.codebook[~survey.codebook.kind.isin(["verbatim", "date", "number"])]
    texts = {str(text).strip().casefold() for text in asked.text.dropna()}
    for topic in dict.fromkeys(str(topic).strip() for topic in asked.topic.dropna()):
        own = _content(topic)
        # Where nobody named a topic it is the question itself, and a sentence is no theme.
        if not own or len(topic.split()) > _LONGEST_TOPIC or topic.casefold() in texts or "?" in topic:
            continue
        name = topic[:1].upper() + topic[1:]
        if name in taken:
            continue
        words = [topic.lower(), *(own if len(own) <= 2 else ())]
        mine = {stem(word, language or "en") for word in own}
        for theme in known.themes:
            here = {stem(word, language or "en") for word in _content(theme)}
            if theme not in known.alone and here and len(mine & here) / len(mine | here) >= _SAME_NAME:
                words = [topic.lower(), *_terms_of(known, theme, language)]
                break
        rows.append(_row(name, "", [word for word in dict.fromkeys(words) if _is_word_list(word)], language, "survey"))
        taken.add(name)
    return [row for row in rows if row["words"]]


def _terms_of(frame: Codeframe, theme: str, language: str) -> list[str]:
    """A theme's terms, those that stand as they are marked so."""
    mine = frame.terms[(frame.terms.theme == theme) & frame.terms.language.isin([language, ""])]
    found = []
    for row in mine.itertuples():
        bare = row.language == "" and language
        term = " ".join(f"={w}" if bare and w.strip("*~") == w else w for w in row.term.split())
        found.append(f"{term} !{row.unless}" if row.unless else term)
    return found


def _is_word_list(term: str) -> bool:
    return (
        "," not in term and bool(_WORD.search(term)) and all(map(_PART.fullmatch, plain_words(term.partition("!")[0])))
    )


def _content(text: str) -> list[str]:
    """The words of a text that say what it is about: no joints, no negations, no praise or blame."""
    vague = _vague()
    return [word for word in _WORD.findall(text.lower()) if word not in vague]


@lru_cache(maxsize=1)
def _vague() -> frozenset[str]:
    """Words that name no matter: small ones, those of mood, and those that fit everything."""
    mood = {word.strip("=*") for words in shared_words("overall").values() for word in words if " " not in word}
    return frozenset({*stop_words(), *mood, *_ANYTHING.split()} - {"service"})


def _uncovered(rows: list[dict], cut: list[str], language: str) -> list[str]:
    if not rows:
        return cut
    frame = read_codeframe(pd.DataFrame(rows)[_COLUMNS])
    hit = frame.code(cut, [language] * len(cut)).any(axis=1)
    return [part for part, named in zip(cut, hit, strict=True) if not named]


def _grouped(rest: list[str], wanted: int, by: str) -> tuple[np.ndarray, list[str], str]:
    """Which statement of which sample belongs to which group, and how that was found."""
    most = _SAMPLE_OF_MEANING if by == "meaning" else _SAMPLE
    sample = rest if len(rest) <= most else [rest[at] for at in np.linspace(0, len(rest) - 1, most).astype(int)]
    wanted = max(2, min(wanted, MOST_TOPICS))
    if by == "meaning":
        _, hits = embedded_topics(sample, wanted)
        how = say("{n} groups by k-means of multilingual-e5-small's vectors without their direction of tone", n=wanted)
    else:
        try:
            _, hits = find_topics(sample, wanted)
        except QuestionError:
            _, hits = find_topics(sample, 2)
        how = say("{n} groups by non-negative matrix factorisation of TF-IDF", n=hits.shape[1])
    if sample is not rest:
        how = say("{how} on a sample of {n} of {all} statements", how=how, n=count(most), all=count(len(rest)))
    return hits, sample, how


def _named(hits: np.ndarray, rest: list[str], known: Codeframe, language: str, taken: set[str]) -> list[dict]:
    """Groups as themes: with a consultant's name where a frame has one, and the words that are their own."""
    general = read_codeframe(GENERAL)
    frames = [known] if known.name == general.name else [known, general]
    coded = [frame.code(rest, [language] * len(rest)) for frame in frames]
    telling = _telling(rest, hits)
    found: dict[str, dict] = {}
    for at in range(hits.shape[1]):
        mine = hits[:, at]
        if mine.sum() < 2:
            continue
        words, name, parent, more = telling[at], None, "", []
        for frame, of in zip(frames, coded, strict=True):
            inside, outside = of[mine].mean(axis=0), of[~mine].mean(axis=0)
            # A theme that is everywhere names no group.
            mood = np.array([theme in frame.alone for theme in frame.themes])
            fits = (inside >= _PLURALITY) & (inside >= _OWN_LIFT * outside) & ~mood
            if fits.any():
                best = int(np.where(fits, inside, 0).argmax())
                name, parent = frame.themes[best], frame.parents.get(frame.themes[best], "")
                more = _terms_of(frame, name, language)
                break
        if name is None:
            if not words:
                continue
            name = _from_words(rest, mine, words, language)
        if name in taken:
            name = say("{name} (from the comments)", name=name)
        row = found.setdefault(name, _row(name, parent, (), language, "comments"))
        row["words"] = ", ".join(dict.fromkeys([*filter(None, row["words"].split(", ")), *words, *more]))
    return [row for row in found.values() if row["words"]]


def _telling(rest: list[str], hits: np.ndarray) -> list[list[str]]:
    """For each group the words that it uses and others hardly do, by log-odds; of one stem the most usual form."""
    codes = {code for code in languages_of_column(rest) if code in STEMMED}
    language = next(iter(codes)) if len(codes) == 1 else ""
    forms: dict[str, Counter] = {}
    counts: dict[str, np.ndarray] = {}
    for text, hit in zip(rest, hits, strict=True):
        stems = {(stem(word, language) if language else word): word for word in _content(text) if len(word) > 2}
        for key, word in stems.items():
            forms.setdefault(key, Counter())[word] += 1
            counts.setdefault(key, np.zeros(hits.shape[1]))[hit] += 1
    keys = sorted(key for key, row in counts.items() if row.sum() >= 2)
    if not keys:
        return [[] for _ in range(hits.shape[1])]
    table = np.array([counts[key] for key in keys]).T
    z = np.nan_to_num(log_odds(np.vstack([table, np.ones(len(keys))]))[1])[:-1]
    found = []
    for at, row in enumerate(z):
        own = table[at] / np.maximum(table.sum(axis=0), 1)
        ranked = sorted(range(len(keys)), key=lambda word: (-round(row[word], 6), keys[word]))
        kept = [keys[word] for word in ranked if row[word] > _CLEAR and own[word] >= _OWN and table[at, word] >= 2]
        found.append([min(forms[key].items(), key=lambda form: (-form[1], form[0]))[0] for key in kept[:_WORDS_EACH]])
    return found


def _from_words(rest: list[str], mine: np.ndarray, words: list[str], language: str) -> str:
    """A name out of the group's words: the pair that stands together most often, else the first one or two."""
    first = set(words[:4])
    pairs = Counter()
    for text, hit in zip(rest, mine, strict=True):
        if hit:
            tokens = _WORD.findall(text.lower())
            pairs.update((a, b) for a, b in zip(tokens, tokens[1:], strict=False) if a in first and b in first)
    best = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    if best and best[0][1] >= 0.25 * mine.sum():
        name = " ".join(_as_written(rest, best[0][0], language))
    else:
        name = str(named_in_list(_as_written(rest, words[:2], language)))
    return name[:1].upper() + name[1:]


def _as_written(rest: list[str], words: Sequence[str], language: str) -> list[str]:
    """Words in the letters that people give them within a sentence: German nouns and names keep their capital.

    >>> _as_written(["New audiobooks from Oslo", "audiobooks"], ["new", "audiobooks", "oslo"], "en")
    ['new', 'audiobooks', 'Oslo']
    """
    forms = {word: Counter({word: 0.5}) for word in words}
    for text in rest:
        for at, token in enumerate(_WORD.findall(text)):
            if token.lower() in forms and not (len(token) > 1 and token.isupper()):
                # What begins a sentence has a capital anyway; in German it is a noun more often than not.
                forms[token.lower()][token] += 1.0 if at else 0.6 if language == "de" else 0.0
    return [max(sorted(form.items()), key=lambda one: one[1])[0] for form in forms.values()]


def _quotes(texts: Sequence[str], spoken: Sequence[str], frame: Codeframe, mine: np.ndarray, at: int) -> list[str]:
    """Typical statements of a theme, complete and unlike, longest common words first."""
    parts, of = [], []
    for text, code, hit in zip(texts, spoken, mine, strict=True):
        if hit and len(parts) < _SAMPLE:
            own = statements(text) or [text]
            parts += own
            of += [code] * len(own)
    if not parts:
        return []
    named = frame.code(parts, of)[:, at]
    from cxresearch.text.themes.typical import typical

    return typical([part for part, hit in zip(parts, named, strict=True) if hit], _QUOTES)
