"""How each analysis of a study is made: the call that a consultant would write, with what study.toml says filled in."""

from cxresearch.result import Result
from cxresearch.study.answering.material import Material, wrote_by
from cxresearch.survey.audiences import CUSTOMERS, LEADERSHIP, STAFF


def quality(material: Material) -> list[Result]:
    from cxresearch.stats.quality.health import check_quality

    return [check_quality(material.survey)]


def gap(material: Material) -> list[Result]:
    from cxresearch.stats.perception.gaps import perception_gap

    return [
        perception_gap(
            material.survey, material.shared, margin=material.settings.margin,
            reference=material.called(CUSTOMERS), **material.options,
        )
    ]  # fmt: skip


def prediction(material: Material) -> list[Result]:
    from cxresearch.stats.perception.prediction import prediction_gap

    return [
        prediction_gap(
            material.survey, predictor=material.called(LEADERSHIP), actual=material.called(CUSTOMERS),
            margin=material.settings.margin, **material.options,
        )
    ]  # fmt: skip


def importance(material: Material) -> list[Result]:
    from cxresearch.stats.perception.importance import importance_gap

    return [importance_gap(material.survey, **material.options)]


def nps(material: Material) -> list[Result]:
    from cxresearch.stats.loyalty.measures import nps

    return [nps(material.customers, material.named("nps"), **material.options)]


def trend(material: Material) -> list[Result]:
    from cxresearch.stats.loyalty.trends import trend

    return [trend(material.customers_of_all_waves, material.named("nps"), **material.options)]


def ces(material: Material) -> list[Result]:
    from cxresearch.stats.loyalty.measures import ces

    return [ces(material.customers, material.named("effort"), **material.options)]


def leaving(material: Material) -> list[Result]:
    from cxresearch.stats.loyalty.effort_leaving import effort_and_leaving

    answer = material.settings.questions.get("leaving_answer")
    return [
        effort_and_leaving(
            material.customers, material.named("effort"), material.named("leaving"), yes=answer,
            recommending=[name for name in map(material.named, ("nps", "recommended")) if name], **material.options,
        )
    ]  # fmt: skip


def competitors(material: Material) -> list[Result]:
    from cxresearch.stats.loyalty.competitors import against_competitors

    settings = material.settings
    return [against_competitors(nps(material)[0], settings.place(settings.competitors), name=settings.client or None)]


def drivers(material: Material, function: str) -> list[Result]:
    from importlib import import_module

    room = {"loyalty_drivers": "loyalty_drivers", "asymmetry": "asymmetry", "priorities": "priorities"}[function]
    compute = getattr(import_module(f"cxresearch.stats.drivers.{room}"), function)
    return [
        compute(
            material.customers, material.named("nps"), material.touchpoints,
            **material.options,
        )
    ]  # fmt: skip


def agreement(material: Material) -> list[Result]:
    from cxresearch.stats.linkage.agreement import unit_agreement

    return [
        unit_agreement(
            material.survey, material.list_of("attitude"), audience=material.called(STAFF), **material.options
        )
    ]


def link(material: Material) -> list[Result]:
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


def silos(material: Material) -> list[Result]:
    from cxresearch.stats.linkage.silos import silos

    by = "group" if material.values("group") else "unit"
    return [silos(material.customers, material.named("effort") or material.named("nps"), by=by, **material.options)]


def sentiment(material: Material, question: str) -> Result:
    from cxresearch.text.sentiment import sentiment

    return sentiment(material.survey, question, by=wrote_by(material, question), **material.options)


def no_tone(result: Result) -> str:
    """Why the tone of comments tells nothing: none of them could be read."""
    if result.table["n"].sum() > 0:
        return ""
    unread = [caveat for caveat in result.caveats if "rules=" in caveat]
    return " ".join([*result.sentences()[:1], *unread])


def themes(material: Material, question: str) -> Result:
    from cxresearch.text.themes.named import themes

    return themes(
        material.survey, question, by=wrote_by(material, question), codeframe=frame_of(material), **material.options
    )


def no_theme(result: Result) -> str:
    """Why themes tell nothing: the code frame finds none of them anywhere."""
    from cxresearch.text.themes.coded import OTHER

    found = result.table[result.table["theme"] != OTHER]
    return "" if (found["estimate"].fillna(0) > 0).any() else " ".join(result.sentences()[:1])


def frame_of(material: Material) -> str | None:
    """The code frame that study.toml names: a file of the client's, or one of ours; None chooses by fit."""
    name = material.settings.code_frame
    if name is None:
        return None
    path = material.settings.place(name)
    return str(path) if path.is_file() else name


def words(material: Material, question: str) -> Result:
    from cxresearch.text.themes.contrast import contrast_words

    return contrast_words(material.survey, question, by="audience")


def promise(material: Material) -> list[Result]:
    from cxresearch.stats.audits.promises import promise_and_delivery

    return [
        promise_and_delivery(
            material.survey, customers=material.called(CUSTOMERS), staff=material.called(STAFF),
            margin=material.settings.margin, **material.options,
        )
    ]  # fmt: skip


def inputs(material: Material) -> list[Result]:
    from cxresearch.stats.linkage.effort_result import effort_and_result

    settings = material.settings
    return [effort_and_result(material.survey, settings.place(settings.inputs), outcome=material.named("nps"))]
