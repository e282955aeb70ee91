"""What a study can answer, in the order of the tour: what each analysis needs, and what is said where it was not asked.

Each sentence on what is missing also says how to ask it next time. An analysis that cannot be made is no fault of
anybody: most studies ask half of what could be asked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from cxresearch.errors import CXResearchError
from cxresearch.result import Result
from cxresearch.study.settings import Settings
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF, side_of
from cxresearch.survey.survey import Survey

__all__ = ["ANALYSES", "Analysis", "Material"]


@dataclass(frozen=True)
class Material:
    """What analyses work on: the survey (of the wave in question), its definition, and all waves."""

    survey: Survey
    settings: Settings
    waves: Survey

    def called(self, side: str) -> str:
        """What the client calls those who lead, who serve, or who are served; the shared name where nobody is."""
        names = self.survey.audiences
        return side if side in names else next((name for name in names if side_of(name) == side), side)

    def audience(self, side: str) -> Survey | None:
        """The answers of one side, or None where nobody of it was asked."""
        name = self.called(side)
        return self.survey.only(audience=name) if name in self.survey.audiences else None

    def asked(self, audience: str, kinds: Iterable[str] = ("rating",), aspect: str | None = None) -> list[str]:
        """Questions of some kinds that an audience answered."""
        part = self.survey.only(audience=audience) if audience in self.survey.audiences else self.audience(audience)
        return [] if part is None else [
            question for question in part.questions(kinds=kinds, aspect=aspect)
            if any(str(answer).strip() for answer in part.answer_counts(question))
        ]  # fmt: skip

    def named(self, key: str) -> str | None:
        """The question that [questions] names for a part, else the only one of that kind that customers answered."""
        if name := self.settings.questions.get(key):
            return self.survey.find(str(name))
        found = self.asked(CUSTOMERS, (key,)) if key in ("nps", "effort") else []
        return found[0] if len(found) == 1 else None

    def list_of(self, key: str) -> list[str]:
        """The questions that [questions] lists."""
        names = self.settings.questions.get(key, ())
        return [self.survey.find(name) for name in ([names] if isinstance(names, str) else names)]

    @property
    def cluster(self) -> str | None:
        """Branches that were themselves a sample make errors of branches; all units surveyed do not."""
        return "unit" if self.settings.units == "sample" and "unit" in self.survey.roles else None

    @property
    def comments(self) -> list[str]:
        """Open questions: those that [questions] lists, else all."""
        return self.list_of("comments") or self.survey.questions(kinds=("verbatim",))

    @property
    def touchpoints(self) -> list[str]:
        """Ratings of experience that customers gave: those that others were asked as well, where there are two."""
        rated = [question for question in self.asked(CUSTOMERS, aspect="experience") if question != self.named("nps")]
        shared = [question for question in rated if question in _shared(self)]
        return shared if len(shared) > 1 else rated

    @property
    def options(self) -> dict:
        return {"confidence": self.settings.confidence}


@dataclass(frozen=True)
class Analysis:
    """One thing that a study may answer."""

    name: str
    why_not: Callable[[Material], str]
    make: Callable[[Material], list[Result]]


def _shared(material: Material) -> list[str]:
    counts: dict[str, int] = {}
    for audience in material.survey.audiences:
        for question in material.asked(audience, aspect="experience"):
            counts[question] = counts.get(question, 0) + 1
    return [question for question, n in counts.items() if n > 1]


# -- what each needs -------------------------------------------------------------------------------


def _no_gap(material: Material) -> str:
    if len(material.survey.audiences) < 2:
        return "Only one audience answered. Ask the same questions of leaders, staff and customers."
    if not _shared(material):
        return (
            "No rated question is shared by two audiences. Confirm what is the same in matches.csv, or ask it in the "
            "same words next time."
        )
    return ""


def _no_prediction(material: Material) -> str:
    if not material.survey.questions(kinds=("rating", "nps", "effort"), aspect="prediction"):
        return "Nobody was asked to predict. Next time ask leaders, too: what will customers answer?"
    return ""


def _no_importance(material: Material) -> str:
    asked = [a for a in material.survey.audiences if material.asked(a, aspect="importance")]
    return (
        "" if len(asked) > 1 else "What matters was not asked of two audiences. Ask how important each touchpoint is."
    )


def _no_nps(material: Material) -> str:
    return "" if material.named("nps") else (
        "Nobody was asked how likely they are to recommend, on 0 to 10; or study.toml has to say which question it is "
        "([questions] nps)."
    )  # fmt: skip


def _no_effort(material: Material) -> str:
    return "" if material.named("effort") else (
        "How easy it was to get something done was not asked; or study.toml has to say which question it is "
        "([questions] effort)."
    )  # fmt: skip


def _no_leaving(material: Material) -> str:
    if said := _no_effort(material):
        return said
    return "" if material.named("leaving") else (
        "Who left was not asked, or study.toml does not say which question tells it ([questions] leaving)."
    )  # fmt: skip


def _no_competitors(material: Material) -> str:
    if said := _no_nps(material):
        return said
    return "" if material.settings.competitors else (
        "No competitors' scores are at hand. Put name, nps, n, year, source into a CSV and name it in study.toml "
        "(competitors)."
    )  # fmt: skip


def _no_drivers(material: Material) -> str:
    if said := _no_nps(material):
        return said
    few = len(material.touchpoints)
    return "" if few > 1 else "Customers rated fewer than two touchpoints beside their recommendation."


def _no_units(material: Material) -> str:
    return "" if "unit" in material.survey.roles else (
        "No column tells the branch, store or team. Name it in study.toml: [roles] unit = \"...\"."
    )  # fmt: skip


def _no_link(material: Material) -> str:
    if said := _no_units(material) or _no_nps(material):
        return said
    if not material.list_of("attitude"):
        return "How staff feel about their work was not asked, or study.toml does not list it ([questions] attitude)."
    return ""


def _no_silos(material: Material) -> str:
    if not material.named("effort") and not material.named("nps"):
        return "Neither effort nor recommendation was asked, so there is nothing to compare by department."
    roles = [role for role in ("group", "unit") if role in material.survey.roles]
    return "" if roles else 'No column tells the department or branch. Name it in study.toml: [roles] group = "...".'


def _no_comments(material: Material) -> str:
    return "" if material.comments else "Nobody was asked an open question. One is enough: what should we do better?"


def _no_promise(material: Material) -> str:
    asked = material.survey.questions(kinds=("rating",), aspect="promise")
    return (
        "" if asked else "Whether the promise is kept was not asked. Ask: how well do we keep what we promise on ...?"
    )


def _no_inputs(material: Material) -> str:
    if said := _no_units(material) or _no_nps(material):
        return said
    return "" if material.settings.inputs else (
        "What each unit puts in (training, staff, hours) is not at hand. Put it into a CSV and name it in study.toml "
        "(inputs)."
    )  # fmt: skip


# -- how each is made ------------------------------------------------------------------------------


def _quality(material: Material) -> list[Result]:
    from cxresearch.stats.quality.health import check_quality

    return [check_quality(material.survey)]


def _gap(material: Material) -> list[Result]:
    from cxresearch.stats.perception.gaps import perception_gap

    population = {a: n for a, n in material.settings.populations.items() if a in material.survey.audiences}
    return [
        perception_gap(
            material.survey, _shared(material), margin=material.settings.margin, population=population or None,
            cluster=material.cluster, reference=material.called(CUSTOMERS), **material.options,
        )
    ]  # fmt: skip


def _prediction(material: Material) -> list[Result]:
    from cxresearch.stats.perception.prediction import prediction_gap

    return [
        prediction_gap(
            material.survey, predictor=material.called(LEADERSHIP), actual=material.called(CUSTOMERS),
            margin=material.settings.margin, cluster=material.cluster, **material.options,
        )
    ]  # fmt: skip


def _importance(material: Material) -> list[Result]:
    from cxresearch.stats.perception.importance import importance_gap

    return [importance_gap(material.survey, **material.options)]


def _nps(material: Material) -> list[Result]:
    from cxresearch.stats.loyalty.measures import nps

    customers = material.audience(CUSTOMERS) or material.survey
    return [nps(customers, material.named("nps"), cluster=material.cluster, **material.options)]


def _customers_of_all_waves(material: Material) -> Survey:
    survey, name = material.waves, material.called(CUSTOMERS)
    return survey.only(audience=name) if name in survey.audiences else survey


def _trend(material: Material) -> list[Result]:
    from cxresearch.stats.loyalty.trends import trend

    customers = _customers_of_all_waves(material)
    return [trend(customers, material.named("nps"), **material.options)]


def _no_trend(material: Material) -> str:
    if said := _no_nps(material):
        return said
    customers = _customers_of_all_waves(material)
    waves = len(customers.answer_counts(customers.roles["wave"])) if "wave" in customers.roles else 0
    return "" if waves > 1 else "There is one wave only, so nothing can have changed yet."


def _ces(material: Material) -> list[Result]:
    from cxresearch.stats.loyalty.measures import ces

    customers = material.audience(CUSTOMERS) or material.survey
    return [ces(customers, material.named("effort"), cluster=material.cluster, **material.options)]


def _leaving(material: Material) -> list[Result]:
    from cxresearch.stats.loyalty.effort_leaving import effort_and_leaving

    customers = material.audience(CUSTOMERS) or material.survey
    answer = material.settings.questions.get("leaving_answer")
    return [
        effort_and_leaving(
            customers, material.named("effort"), material.named("leaving"), yes=answer, **material.options,
            **({"cluster": material.cluster} if material.cluster else {}),
        )
    ]  # fmt: skip


def _competitors(material: Material) -> list[Result]:
    from cxresearch.stats.loyalty.competitors import against_competitors

    settings = material.settings
    return [against_competitors(_nps(material)[0], settings.place(settings.competitors), name=settings.client or None)]


def _drivers(material: Material, function: str) -> list[Result]:
    from importlib import import_module

    room = {"loyalty_drivers": "loyalty_drivers", "asymmetry": "asymmetry", "priorities": "priorities"}[function]
    compute = getattr(import_module(f"cxresearch.stats.drivers.{room}"), function)
    customers = material.audience(CUSTOMERS) or material.survey
    return [compute(customers, material.named("nps"), material.touchpoints, **material.options)]


def _agreement(material: Material) -> list[Result]:
    from cxresearch.stats.linkage.agreement import unit_agreement

    return [
        unit_agreement(
            material.survey, material.list_of("attitude"), audience=material.called(STAFF), **material.options
        )
    ]


def _link(material: Material) -> list[Result]:
    from cxresearch.stats.linkage.attitude_loyalty import attitude_loyalty

    return [
        attitude_loyalty(
            material.survey,
            attitude=material.list_of("attitude"),
            loyalty=material.named("nps"),
            staff=material.called(STAFF),
            customers=material.called(CUSTOMERS),
            **material.options,
        )
    ]


def _silos(material: Material) -> list[Result]:
    from cxresearch.stats.linkage.silos import silos

    customers = material.audience(CUSTOMERS) or material.survey
    by = "group" if "group" in customers.roles else "unit"
    return [silos(customers, material.named("effort") or material.named("nps"), by=by, **material.options)]


def _by(material: Material, question: str) -> str | None:
    wrote = [a for a in material.survey.audiences if question in material.asked(a, ("verbatim",))]
    return "audience" if len(wrote) > 1 else None


def _sentiment(material: Material) -> list[Result]:
    from cxresearch.text.sentiment import sentiment

    return [sentiment(material.survey, question, by=_by(material, question), **material.options)
            for question in material.comments]  # fmt: skip


def _themes(material: Material) -> list[Result]:
    from cxresearch.text.themes.named import themes

    frame = {"codeframe": _frame(material)} if material.settings.code_frame else {}
    return [themes(material.survey, question, by=_by(material, question), **frame, **material.options)
            for question in material.comments]  # fmt: skip


def _frame(material: Material) -> str:
    name = material.settings.code_frame
    path = material.settings.place(name)
    return str(path) if path.is_file() else name


def _words(material: Material) -> list[Result]:
    from cxresearch.text.themes.contrast import contrast_words

    return [contrast_words(material.survey, question, by="audience")
            for question in material.comments if _by(material, question)]  # fmt: skip


def _no_words(material: Material) -> str:
    if said := _no_comments(material):
        return said
    shared = any(_by(material, question) for question in material.comments)
    return "" if shared else "No open question was answered by two audiences, so no words can be compared."


def _promise(material: Material) -> list[Result]:
    from cxresearch.stats.audits.promises import promise_and_delivery

    return [
        promise_and_delivery(
            material.survey, customers=material.called(CUSTOMERS), staff=material.called(STAFF),
            margin=material.settings.margin, **material.options,
        )
    ]  # fmt: skip


def _inputs(material: Material) -> list[Result]:
    from cxresearch.stats.linkage.effort_result import effort_and_result

    settings = material.settings
    return [effort_and_result(material.survey, settings.place(settings.inputs), outcome=material.named("nps"))]


ANALYSES = (
    Analysis("quality", lambda material: "", _quality),
    Analysis("perception_gap", _no_gap, _gap),
    Analysis("prediction_gap", _no_prediction, _prediction),
    Analysis("importance_gap", _no_importance, _importance),
    Analysis("sentiment", _no_comments, _sentiment),
    Analysis("themes", _no_comments, _themes),
    Analysis("contrast_words", _no_words, _words),
    Analysis("nps", _no_nps, _nps),
    Analysis("trend", _no_trend, _trend),
    Analysis("effort", _no_effort, _ces),
    Analysis("effort_and_leaving", _no_leaving, _leaving),
    Analysis("competitors", _no_competitors, _competitors),
    Analysis("drivers", _no_drivers, partial(_drivers, function="loyalty_drivers")),
    Analysis("asymmetry", _no_drivers, partial(_drivers, function="asymmetry")),
    Analysis("priorities", _no_drivers, partial(_drivers, function="priorities")),
    Analysis("unit_agreement", _no_link, _agreement),
    Analysis("attitude_loyalty", _no_link, _link),
    Analysis("silos", _no_silos, _silos),
    Analysis("promise", _no_promise, _promise),
    Analysis("effort_and_result", _no_inputs, _inputs),
)


def check_name(name: str) -> Analysis:
    """The analysis of a name.

    Raises
    ------
    OptionError
        With the nearest names.
    """
    from cxresearch.errors import OptionError, listing
    from cxresearch.wording import did_you_mean

    for analysis in ANALYSES:
        if analysis.name == name:
            return analysis
    known = [analysis.name for analysis in ANALYSES]
    raise OptionError(f"No analysis is called {name!r}.{did_you_mean(name, known)} Known: {listing(known, most=30)}.")


def problem_in_a_line(problem: CXResearchError) -> str:
    """A refusal of an analysis as one sentence."""
    return " ".join(str(problem).split())
