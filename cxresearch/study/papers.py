"""Before and after the data: questionnaires and bases of a planned study, a notice for a works council, forgetting."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from cxresearch.errors import OptionError, StudyError
from cxresearch.report.asking.questionnaire import FORMATS, matched_questionnaire
from cxresearch.stats.bases.naming import audience_name
from cxresearch.stats.planning.bases_needed import StudyPlan, plan_study
from cxresearch.study.keeping import keeping_place
from cxresearch.study.settings import Settings
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF
from cxresearch.wording import count, listed, plural, say

__all__ = ["forget", "notice", "plan", "what_is_kept"]

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
) -> tuple[list[Path], StudyPlan]:
    """Three matched questionnaires, and what the planned bases can show.

    Parameters
    ----------
    folder : str or Path
    topics : list of str
        Touchpoints, in the words that everybody will read.
    bases : mapping
        Audience to the answers planned: ``{"Leadership": 8, "Customers": 1500}``.
    company : str
        In the questions; "us" by default.
    margin : float
        The largest gap, in points of 100, that would not matter.
    formats : list of {"xlsx", "html", "qsf"}
        A workbook, a page to print, or a survey file for Qualtrics an audience: each has a link and an export of its
        own, so that nobody's answers depend on what a link says.

    Raises
    ------
    OptionError
        If a topic, a base or a format is no such thing, or the folder cannot be written.
    """
    topics = list(topics)
    folder = Path(folder).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OptionError(say(
            "{folder}: cannot be made ({strerror}). Choose another folder.",
            folder=folder, strerror=problem.strerror,
        )) from None  # fmt: skip
    pairs = max(len(bases) * (len(bases) - 1) // 2, 1)
    planned = plan_study(bases, margin=margin, comparisons=max(len(topics) * pairs, 1))
    made = []
    for ending in _endings(formats):
        for name, own in _files(ending):
            made.append(matched_questionnaire(topics, folder / name, company=company or say("us"), audiences=own))
    return made, planned


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


def _files(ending: str) -> list[tuple[str, tuple[str, ...]]]:
    if ending != "qsf":
        return [(f"{QUESTIONNAIRE}.{ending}", AUDIENCES)]
    return [(f"{QUESTIONNAIRE}-{audience.lower()}.qsf", (audience,)) for audience in AUDIENCES]


def notice(settings: Settings, *, purpose: str = "", deleted: str = "") -> Path:
    """One page for a works council: purpose, who sees what, thresholds, when the data are deleted.

    Raises
    ------
    StudyError
        If it cannot be written, or one is there already that differs.
    """
    people, comments = (count(settings.privacy[key]) for key in ("people", "comments"))
    audiences = listed(dict.fromkeys(audience_name(file.audience) if file.audience else say("named in the file")
                                     for file in settings.files))  # fmt: skip
    parts = {
        say("Purpose"): purpose or say(
            "[To be filled in: what the study is for, who ordered it, what it will not be used for.]"
        ),
        say("Who is asked"): say("{audiences}; {files} of answers.", audiences=audiences,
                                 files=plural(len(settings.files), "file")),
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
