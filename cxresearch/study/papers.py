"""Before and after the data: questionnaires and bases of a planned study, a notice for a works council, forgetting."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from cxresearch.errors import OptionError, StudyError
from cxresearch.report.asking.questionnaire import FORMATS, matched_questionnaire
from cxresearch.speaking import language_now
from cxresearch.stats.bases.hidden import people
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.bases.naming import people as those
from cxresearch.stats.planning.bases_needed import StudyPlan, plan_study
from cxresearch.study.definition import planned_definition
from cxresearch.study.keeping import keeping_place
from cxresearch.study.settings import FILE, Settings
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF, shared_name
from cxresearch.wording import count, listed, named, number, plural, say

__all__ = ["forget", "notice", "plan", "smallest_gaps", "what_is_kept", "what_stays"]

QUESTIONNAIRE = "questionnaires"
AUDIENCES = (LEADERSHIP, STAFF, CUSTOMERS)
NOTICE = "notice.md"
_MADE = (
    "report", "exports", "cache", "*.parquet", "survey/*.parquet", "*.xlsx.cache", "report.pptx", "report.xlsx",
    "report.html",
)  # fmt: skip


def plan(
    folder: str | Path,
    topics: Iterable[str],
    bases: Mapping[str, int],
    *,
    company: str = "",
    margin: float = 10.0,
    formats: Iterable[str] = ("xlsx",),
    populations: Mapping[str, int] | None = None,
) -> tuple[list[Path], StudyPlan]:
    """Matched questionnaires, what the planned bases can show, and a study.toml for the hypotheses.

    Parameters
    ----------
    folder : str or Path
    topics : list of str
        Touchpoints, in the words that everybody will read.
    bases : mapping
        Audience to the answers planned: ``{"Leadership": 8, "Customers": 1500}``; in the client's words too.
    company : str
        In the questions; "us" by default.
    margin : float
        The largest gap, in points of 100, that would not matter.
    formats : list of {"xlsx", "html", "qsf"}
        A workbook, a page to print, or a survey file for Qualtrics an audience: each has a link and an export of its
        own, so that nobody's answers depend on what a link says.
    populations : mapping, optional
        Audience to how many there are in all, where that is known: a board that is asked whole is no sample.

    Raises
    ------
    OptionError
        If a topic, a base or a format is no such thing, or the folder cannot be written.
    """
    topics, bases = list(topics), {shared_name(name): n for name, n in bases.items()}
    there = {shared_name(name): n for name, n in (populations or {}).items()}
    if strange := [name for name in (*bases, *there) if name not in AUDIENCES]:
        raise OptionError(
            say("{name} is none of the audiences that there are questionnaires for: {known}. Plan with one of these; "
                "the files may call them otherwise later.",
                name=repr(strange[0]), known=named(AUDIENCES))
        )  # fmt: skip
    folder = Path(folder).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OptionError(say(
            "{folder}: cannot be made ({strerror}). Choose another folder.",
            folder=folder, strerror=problem.strerror,
        )) from None  # fmt: skip
    pairs = max(len(bases) * (len(bases) - 1) // 2, 1)
    planned = plan_study(bases, population=there or None, margin=margin, comparisons=max(len(topics) * pairs, 1))
    made = []
    for ending in _endings(formats):
        for name, own in _files(ending, tuple(name for name in AUDIENCES if name in bases)):
            made.append(matched_questionnaire(topics, folder / name, company=company or say("us"), audiences=own))
    if not (folder / FILE).exists():
        settings = Settings(folder, (), folder.resolve().name, language=language_now(), margin=margin,
                            populations=there, planned=tuple(bases), planned_topics=tuple(topics))  # fmt: skip
        (folder / FILE).write_text(planned_definition(settings), encoding="utf-8", newline="\n")
    return made, planned


def smallest_gaps(planned: StudyPlan) -> list[str]:
    """For each pair of audiences the smallest gap that its bases can show, and the base that would show the margin.

    Who is asked whole is no sample; where that is not known, it is said what would hold if it were so.
    """
    said = []
    pairs = planned.table[planned.table.compared_with != ""]
    for row in pairs[pairs.detectable_gap > 0].itertuples():
        sides = {row.audience: int(row.n), row.compared_with: int(row.n_other)}
        few = min((name for name in sides if not _whole(planned, name, sides[name])), key=sides.get)
        other = row.compared_with if few == row.audience else row.audience
        fields = {"few": people(sides[few], few), "others": those(other)}
        said.append(_can_be_shown(row.detectable_gap, fields))
        if row.detectable_gap <= planned.margin:
            continue
        said.append(_what_it_takes(planned, few, other, sides))
        if few not in _populations(planned):
            whole = _gap_of(planned, sides, {few: sides[few]})
            said.append(
                say("If these {few} are all there are, they are no sample, and a gap to {others} has no sampling "
                    "error.", **fields) if whole == 0
                else say("If these {few} are all there are, they are no sample: then gaps above {gap} points to "
                         "{others} can be shown.", gap=number(whole, digits=1), **fields)
            )  # fmt: skip
    return said


def _can_be_shown(gap: float, fields: Mapping[str, str]) -> str:
    if gap > 100:
        return say("With {few} no gap to {others} can be shown, however large.", **fields)
    return say("With {few} only gaps above {gap} points to {others} can be shown.", gap=number(gap, digits=1), **fields)


def _what_it_takes(planned: StudyPlan, few: str, other: str, sides: Mapping[str, int]) -> str:
    """The base that would show a gap of the margin, or that none would."""
    margin = number(planned.margin, digits=int(planned.margin % 1 > 0))
    needed, there = _base_needed(planned, few, other, sides[other]), _populations(planned).get(few)
    if not needed:
        return say("A gap of {margin} points cannot be shown with {others} as they are, however many {few} answer.",
                   margin=margin, others=people(sides[other], other), few=those(few))  # fmt: skip
    if there is None:
        return say("A gap of {margin} points takes {needed}, where they are a sample of many more.",
                   margin=margin, needed=people(needed, few))  # fmt: skip
    return say("A gap of {margin} points takes {n} of the {needed}.",
               margin=margin, n=count(needed), needed=people(there, few))  # fmt: skip


def _populations(planned: StudyPlan) -> dict[str, int]:
    """How many there are in all, of the audiences of which that is known."""
    alone = planned.table[(planned.table.compared_with == "") & planned.table.population.notna()]
    return dict(zip(alone.audience, alone.population.astype(int), strict=True))


def _whole(planned: StudyPlan, audience: str, n: int) -> bool:
    return _populations(planned).get(audience) == n


def _gap_of(planned: StudyPlan, bases: Mapping[str, int], more: Mapping[str, int] | None = None) -> float:
    """The smallest gap that two bases can show, where there are as many people as is known, and as ``more`` says."""
    there = {name: n for name, n in (_populations(planned) | (more or {})).items() if name in bases}
    told = plan_study(bases, population=there or None, margin=planned.margin, comparisons=planned.comparisons)
    return float(told.table.detectable_gap[told.table.compared_with != ""].iloc[0])


def _base_needed(planned: StudyPlan, few: str, other: str, n: int) -> int:
    """The smallest base of one side that shows a gap of the margin, the other side as planned; 0 where none does."""

    def shows(base: int) -> bool:
        return _gap_of(planned, {few: base, other: n}) <= planned.margin

    low, high = 2, _populations(planned).get(few, 1 << 17)
    if not shows(high):
        return 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if shows(middle) else (middle, high)
    return high


def _endings(formats: Iterable[str]) -> list[str]:
    asked = [name.strip().lower().lstrip(".") for name in formats if name.strip()]
    for name in asked:
        if f".{name}" not in FORMATS:
            known = ", ".join(ending.lstrip(".") for ending in FORMATS)
            raise OptionError(say(
                "No questionnaire can be written as {name}. Formats: {known}.",
                name=repr(name), known=known,
            ))  # fmt: skip
    return list(dict.fromkeys(asked)) or ["xlsx"]


def _files(ending: str, audiences: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    if ending != "qsf":
        return [(f"{QUESTIONNAIRE}.{ending}", audiences)]
    return [(f"{QUESTIONNAIRE}-{audience.lower()}.qsf", (audience,)) for audience in audiences]


def notice(settings: Settings, *, purpose: str = "", deleted: str = "") -> Path:
    """One page for a works council: purpose, who sees what, thresholds, when the data are deleted.

    Raises
    ------
    StudyError
        If it cannot be written, or one is there already that differs.
    """
    people, comments = (count(settings.privacy[key]) for key in ("people", "comments"))
    asked = [file.audience or "" for file in settings.files] or settings.planned or AUDIENCES
    audiences = listed(dict.fromkeys(audience_name(name) if name else say("named in the file") for name in asked))
    parts = {
        say("Purpose"): purpose or say(
            "[To be filled in: what the study is for, who ordered it, what it will not be used for.]"
        ),
        say("Who is asked"): say("{audiences}; {files} of answers.", audiences=audiences,
                                 files=plural(len(settings.files), "file")) if settings.files
        else say("{audiences}; nobody was asked yet.", audiences=audiences),
        say("Who sees what"): "\n".join(f"- {line}" for line in (
            say("Scores of fewer than {people} leaders or staff are shown to nobody; neither is the next-smallest "
                "group where a total would give the hidden one away.", people=people),
            say("Comments of leaders or staff are quoted only where {comments} or more wrote, without branch, segment "
                "or rating beside them, and after names, addresses and numbers were taken out as far as a machine "
                "finds them. A person reads them before they leave the house.", comments=comments),
            say("No result names a person, and no list of persons leaves the study's folder."),
            say("The answers lie in the study's folder on the computer of whoever leads the study. Nothing is sent "
                "anywhere."),
        )),
        say("When the data are deleted"): deleted or say(
            "[To be filled in: the day, and who does it. `cxresearch study forget` takes away what was made from the "
            "files, and lists it; the files themselves are deleted by whoever owns them.]"
        ),
        say("Questions and objections"): say("[To be filled in: whom to ask.]"),
    }  # fmt: skip
    title = say("{title}: what happens with the answers", title=settings.title)
    text = "\n\n".join([f"# {title}", *(f"## {head}\n\n{body}" for head, body in parts.items())]) + "\n"
    path = settings.folder / NOTICE
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise StudyError(say(
            "{path} is there already and has been edited. Move it away first; nothing edited is overwritten.",
            path=path,
        ))  # fmt: skip
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        raise StudyError(say("{path}: cannot be written ({strerror}).", path=path, strerror=problem.strerror)) from None
    return path


def what_is_kept(settings: Settings) -> list[Path]:
    """What was made from the client's files: Parquet, caches, reports; never the files or what a person edited."""
    from cxresearch.survey.saved import cache_folder

    own = {settings.place(file.path) for file in settings.files} | {
        settings.place(name)
        for name in (settings.competitors, settings.inputs, settings.actions, settings.template)
        if name
    }  # fmt: skip
    found = {path for pattern in _MADE for path in settings.folder.glob(pattern) if path.resolve() not in own}
    return sorted(found | {place for place in (cache_folder(), keeping_place(settings)) if place.exists()})


def what_stays(settings: Settings) -> list[Path]:
    """What a person may have edited, and what holds answers or results all the same: themes, and notebooks that ran."""
    from cxresearch.study.doubting.questions import THEMES

    notebooks = (path for path in settings.folder.rglob("*.ipynb") if _holds_outputs(path))
    return sorted({*notebooks, *settings.folder.glob(THEMES)})


def _holds_outputs(path: Path) -> bool:
    import json

    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return any(cell.get("outputs") for cell in cells)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return True  # what cannot be read may hold anything


def forget(settings: Settings) -> list[Path]:
    """Delete what was made from the client's files, the user's cache of embedded comments among it.

    Returns
    -------
    list of Path
        What was deleted.

    Raises
    ------
    StudyError
        If something cannot be deleted; what was deleted before stays deleted.
    """
    import shutil

    gone = []
    for path in what_is_kept(settings):
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        except OSError as problem:
            raise StudyError(say(
                "{path}: cannot be deleted ({strerror}). Close what has it open.",
                path=path, strerror=problem.strerror,
            )) from None  # fmt: skip
        gone.append(path)
    return gone
