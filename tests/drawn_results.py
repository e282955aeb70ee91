"""Small made-up surveys and a Result of every kind, for the tests of the pictures."""

import warnings
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

import cxresearch as cx
from cxresearch.result import Result
from cxresearch.stats.audits.catalogue import instruments, scorecard
from cxresearch.stats.drivers.asymmetry import asymmetry
from cxresearch.stats.drivers.loyalty_drivers import loyalty_drivers
from cxresearch.stats.drivers.ordinal import ordinal_model
from cxresearch.stats.drivers.priorities import priorities
from cxresearch.stats.linkage.agreement import unit_agreement
from cxresearch.stats.linkage.attitude_loyalty import attitude_loyalty
from cxresearch.stats.linkage.handoffs import handoffs
from cxresearch.stats.linkage.lagged import attitude_loyalty_lagged
from cxresearch.stats.linkage.multilevel import within_between
from cxresearch.stats.linkage.silos import silos
from cxresearch.stats.loyalty.benchmarks import compare_with_claim, published_claims
from cxresearch.stats.loyalty.claims import Claim
from cxresearch.stats.loyalty.trends import trend
from cxresearch.stats.perception.rank_stability import rank_stability
from cxresearch.stats.planning.bases_needed import plan_study
from cxresearch.stats.quality.consistency import reliability
from cxresearch.stats.quality.health import check_quality
from cxresearch.stats.tables.crosstabs import crosstab
from cxresearch.text.quotes import quotes
from cxresearch.text.tone_and_rating import tone_against_rating
from tests import outside_in
from tests.drawn_comments import COMMENTS
from tests.drawn_enthusiasm import ENTHUSIASM
from tests.harbour import sample

TOPICS = {  # customers' mean on 0-100, staff and leaders against it
    "Billing and fees": (47, 9, 31),
    "Waiting time": (44, 8, 25),
    "Mobile app": (60, 3, 16),
    "Loan application": (58, 13, 4),
    "Opening an account": (68, 1, 0),
}
LONG = (
    "Thinking about your last twelve months with the bank, how satisfied or dissatisfied were you, all in all, with "
    "the following: {}?"
)
THREE = {"Leadership": 41, "Staff": 240, "Customers": 900}


def answers(people: dict[str, int], *, wording: str = "{}", seed: int = 1) -> cx.Survey:
    """Experience, importance and predictions of five topics, on 0-10, with branch and wave."""
    rng = np.random.default_rng(seed)
    who = np.repeat(list(people), list(people.values()))
    columns: dict[str, object] = {"audience": who}
    for at, (topic, (customers, staff, leaders)) in enumerate(TOPICS.items()):
        shift = np.select([who == "Leadership", who == "Staff"], [leaders, staff], 0)
        mean = np.clip((customers + shift) / 100 * rng.normal(1, 0.25, len(who)), 0.02, 0.98)
        columns[wording.format(topic)] = rng.binomial(10, mean).astype(float)
        matters = np.where(who == "Leadership", 0.3 + 0.12 * at, 0.85 - 0.12 * at)
        columns[f"How important is it to you? - {topic}"] = rng.binomial(10, matters).astype(float)
        guess = rng.binomial(10, min(0.95, (customers + 0.7 * leaders) / 100), len(who)).astype(float)
        columns[f"I predict customers will say - {topic}"] = np.where(who == "Leadership", guess, np.nan)
    scales = {name: (0, 10) for name in columns if name != "audience"}
    columns["nps"] = rng.choice(11, len(who), p=[0.05, 0.01, 0.02, 0.04, 0.05, 0.1, 0.11, 0.16, 0.2, 0.13, 0.13])
    columns["csat"] = rng.choice(5, len(who), p=[0.07, 0.17, 0.25, 0.36, 0.15]) + 1.0
    columns["branch"] = rng.choice(["North", "Harbour Square", "Old Town", "Airport"], len(who))
    columns["wave"] = rng.choice(["2024", "2025"], len(who))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cx.SurveyWarning)
        return cx.Survey.from_frame(
            pd.DataFrame(columns),
            roles={"audience": "audience", "unit": "branch", "wave": "wave"},
            scales={**scales, "nps": (0, 10), "csat": (1, 5)},
        )


@cache
def three() -> cx.Survey:
    return answers(THREE)


@cache
def customers() -> cx.Survey:
    return three().only(audience="Customers")


@cache
def few_leaders() -> cx.Survey:
    return answers({**THREE, "Leadership": 3})


@cache
def asked_at_length() -> cx.Survey:
    return answers(THREE, wording=LONG)


def _gaps(survey: cx.Survey, topics=None, **options) -> Result:
    asked = [name for name in survey.codebook.id if name in topics] if topics else list(TOPICS)
    return cx.perception_gap(survey, asked, **options)


# A result of every kind, and of the kinds that are hard to draw.
MAKE: dict[str, Callable[[], Result]] = {
    "gaps of three audiences": lambda: _gaps(three()),
    "gaps of two audiences": lambda: _gaps(three(), between=("Leadership", "Customers")),
    "gaps, one row": lambda: cx.perception_gap(three(), ["Waiting time"], between=("Leadership", "Customers")),
    "gaps with hidden rows": lambda: _gaps(few_leaders()),
    "gaps, all hidden": lambda: _gaps(few_leaders(), between=("Leadership", "Customers")),
    "gaps by branch": lambda: cx.perception_gap(three(), ["Waiting time"], by="unit", between=("Staff", "Customers")),
    "gaps of long questions": lambda: _gaps(asked_at_length(), [LONG.format(topic) for topic in TOPICS]),
    "gaps of five audiences": lambda: _gaps(
        answers({**THREE, "Franchise partners of the northern region": 90, "Volunteers": 80})
    ),
    "predictions": lambda: cx.prediction_gap(three()),
    "predictions, hidden": lambda: cx.prediction_gap(few_leaders()),
    "guessed choices": lambda: cx.prediction_gap(_guessers(), ["guess", "reason"], actual="Staff"),
    "guessed choices, hidden": lambda: cx.prediction_gap(_guessers(leaders=4), ["guess", "reason"], actual="Staff"),
    "spread between units": lambda: cx.unit_spread(_house(), ["seen", "leave"], name_units=True),
    "wish to leave": lambda: cx.intent_to_leave(_house(), "leave", "seen"),
    "actions": lambda: cx.follow_actions(_house(waves=(2024, 2025)), _PLAN, margin=5),
    "importance of two": lambda: cx.importance_gap(three(), between=("Leadership", "Customers"), draws=200),
    "importance of three": lambda: cx.importance_gap(three(), draws=200),
    "importance, one hidden": lambda: cx.importance_gap(few_leaders(), draws=200),
    "nps": lambda: cx.nps(customers(), "nps"),
    "nps by branch": lambda: cx.nps(customers(), "nps", by="unit"),
    "nps by wave": lambda: cx.nps(customers(), "nps", by="wave"),
    "csat by audience": lambda: cx.csat(three(), "csat", by="audience"),
    "called excellent": lambda: cx.called_excellent(three(), "csat"),
    "csat by branch, hidden": lambda: cx.csat(few_leaders(), "csat", by=["audience", "unit"]),
    "effort": lambda: cx.ces(_effort(), "effort", by="unit"),
    "means": lambda: cx.mean_score(customers(), list(TOPICS), scale="0-100"),
    "means by audience": lambda: cx.mean_score(three(), list(TOPICS), by="audience", scale="0-100"),
    "means on several scales": lambda: cx.mean_score(customers(), ["csat", "nps", "Waiting time"]),
    "groups": lambda: cx.compare_groups(customers(), "csat", by="unit"),
    "groups that differ": lambda: cx.compare_groups(three(), "Waiting time", by="audience", scale="0-100"),
    "groups, hidden": lambda: cx.compare_groups(few_leaders().only(audience="Leadership"), "csat", by="unit"),
    "link": lambda: attitude_loyalty(bank(), attitude=PROUD, loyalty="nps", bootstrap=200),
    "link of few units": lambda: attitude_loyalty(
        bank().only(unit=["North", "Old Town", "Airport"]), attitude=PROUD, loyalty="nps", bootstrap=200
    ),
    "link across waves": lambda: attitude_loyalty_lagged(bank(), attitude=PROUD, loyalty="nps", bootstrap=200),
    "within and between": lambda: within_between(buyers(), "nps", "Waiting time"),
    "drivers": lambda: loyalty_drivers(buyers(), "nps", TOUCH, bootstrap=200),
    "drivers without draws": lambda: loyalty_drivers(buyers(), "nps", TOUCH, bootstrap=0),
    "priorities": lambda: priorities(buyers(), "nps", TOUCH, bootstrap=200),
    "asymmetry": lambda: asymmetry(buyers(), "nps", TOUCH),
    "silos of branches": lambda: silos(buyers(), "Waiting time", by="unit"),
    "silos of two questions": lambda: silos(buyers(), ["Waiting time", "Advice"], by="unit"),
    "hand-offs": lambda: handoffs(bank()),
    "agreement": lambda: unit_agreement(bank(), PROUD, audience="Staff", draws=200),
    "reliability": lambda: reliability(bank().only(audience="Staff"), PROUD, by="group"),
    "odds": lambda: ordinal_model(buyers(), "Advice", ["Waiting time", "Billing"]),
    "claims": lambda: published_claims(),
    "a claim beside the own figure": lambda: compare_with_claim(
        cx.nps(buyers(), "nps"), Claim(id="BlueTide", claim="NPS of BlueTide Bank", estimate=-19, measure="nps",
                                       unit="customers", n=1140, year=2025, source="A study",
                                       traced="primary source", population="customers of banks",
                                       question="How likely are you to recommend us?")
    ),
    "a claim that is not comparable": lambda: compare_with_claim(cx.nps(buyers(), "nps"), "41/68"),
    "trend": lambda: trend(customers(), "nps"),
    "trend by audience": lambda: trend(three(), "Waiting time", metric="mean", scale="0-100", by="audience"),
    "trend of many groups": lambda: trend(buyers(), "nps", by="unit"),
    "quality": lambda: check_quality(_careless()),
    "quality without findings": lambda: check_quality(_effort()),
    "crosstab": lambda: crosstab(three(), ["csat", "Waiting time"], ["audience", "unit"]),
    "crosstab, hidden": lambda: crosstab(few_leaders(), ["csat"], ["audience"]),
    "plan": lambda: plan_study({"Leadership": 60, "Staff": 800, "Customers": 2000}),
    "plan of one": lambda: plan_study({"Leadership": 60}),
    "tone against rating": lambda: tone_against_rating(_writers(), "why", "nps"),
    "tone against a rating of five": lambda: tone_against_rating(_writers(), "why", "csat"),
    "tone against rating, one end": lambda: tone_against_rating(_writers().only(nps=["9", "10"]), "why", "nps"),
    "quotes": lambda: quotes(_writers(), "why", tone="negative"),
    "effort and leaving": lambda: cx.effort_and_leaving(outside_in.bank(), "EFFORT", "CLOSED", by="group"),
    "effort and leaving of all": lambda: cx.effort_and_leaving(outside_in.bank(), "EFFORT", "CLOSED"),
    "effort and leaving by many": lambda: cx.effort_and_leaving(
        outside_in.bank(), "EFFORT", "CLOSED", by=["unit", "group"]
    ),
    "best in life": lambda: cx.best_in_life(outside_in.bank(), "BEST", "OWN", company="COMPANY"),
    "best in life of all": lambda: cx.best_in_life(outside_in.bank(), "BEST", "OWN"),
    "competitors": lambda: cx.against_competitors(
        cx.nps(outside_in.bank().only(audience="Customers"), "NPS"), outside_in.RIVALS
    ),
    "promise and delivery": lambda: cx.promise_and_delivery(outside_in.bank()),
    "promise and delivery, hidden": lambda: cx.promise_and_delivery(outside_in.with_few(), by="group"),
    "effort and result": lambda: cx.effort_and_result(
        outside_in.bank(), outside_in.inputs(), outcome=["NPS", "CLOSED"]
    ),
    "effort and result of few": lambda: cx.effort_and_result(outside_in.bank(), outside_in.inputs(5), outcome="NPS"),
    "ownership": lambda: cx.ownership(outside_in.bank(), "OWNER"),
    "ownership by department": lambda: cx.ownership(outside_in.bank(), "OWNER", by=["audience", "group"]),
    "ownership, hidden": lambda: cx.ownership(outside_in.with_few().only(audience="Staff"), "OWNER", by="group"),
    "instruments": instruments,
    "stability of views": lambda: rank_stability(customers(), list(TOPICS), draws=200),
    "scorecard": lambda: scorecard(_audits(), "five_decisions"),
    "scorecard of one audience": lambda: scorecard(_audits(), "customer_obsession", audiences="Staff"),
    "scorecard, leaders hidden": lambda: scorecard(_audits(few=True), "outside_in_readiness"),
    "scorecard, all hidden": lambda: scorecard(_audits(few=True), "five_decisions", audiences="Leadership"),
    "scorecard of five audiences": lambda: scorecard(_doors(), _DOORS),
    "ladder": lambda: scorecard(_audits(), "customer_obsession").level,
    "ladder, leaders hidden": lambda: scorecard(_audits(few=True), "five_decisions").level,
    "ladder of five audiences": lambda: scorecard(_doors(), _DOORS).level,
    "ladder without rungs": lambda: scorecard(_doors(), {**_DOORS, "levels": []}).level,
    "programmes": lambda: scorecard(sample("harbour-bank-programmes"), "giving_or_getting"),
    "programmes, leaders hidden": lambda: scorecard(
        _few(sample("harbour-bank-programmes")), "giving_or_getting"
    ),
    "programmes close together": lambda: scorecard(_programmes_alike(), "giving_or_getting"),
    **COMMENTS,
    **ENTHUSIASM,
    "a result without a picture": lambda: Result(
        pd.DataFrame(
            {"what": ["One", "Two", "Three"], "estimate": [1.5, -0.5, np.nan], "ci_low": [1.0, -2.0, np.nan],
             "ci_high": [2.0, 1.0, np.nan], "n": [10.0, 20.0, np.nan]}
        ),
        "none",
    ),
    "a result without rows": lambda: Result(pd.DataFrame({"what": [], "estimate": []}), "none"),
    "a result without numbers": lambda: Result(pd.DataFrame({"what": ["One"], "said": ["nothing"]}), "none"),
}  # fmt: skip


_PLAN = [
    {"finding": "Good work is not seen", "measure": "seen", "owner": "HR", "start_date": start, "units": units,
     "chosen": chosen}
    for start, units, chosen in (
        ("2024-06-01", "all", ""), ("2024-06-01", ";".join(f"U{u:02d}" for u in range(12)), "drawn by lot"),
        ("2024-06-01", "U01;U02", "the worst"), ("2025-06-01", "all", ""),
    )
]  # fmt: skip


def _house(waves: tuple[int, ...] = (2025,)) -> cx.Survey:
    """Staff of twenty-four units: whether good work is seen, and the wish to leave."""
    rng = np.random.default_rng(4)
    unit = np.tile(np.repeat(np.arange(24), 20), len(waves))
    level = rng.normal(3, 0.6, 24)[unit]
    seen = np.clip(np.round(rng.normal(level, 1)), 1, 5)
    frame = pd.DataFrame({
        "wave": np.repeat(waves, 480), "unit": [f"U{u:02d}" for u in unit], "seen": seen,
        "leave": np.clip(np.round(rng.normal(5.2 - 0.6 * seen, 1)), 1, 5),
    })  # fmt: skip
    scales = {"seen": (1, 5), "leave": (1, 5)}
    return cx.Survey.from_frame(frame, audience="Staff", roles={"wave": "wave", "unit": "unit"}, scales=scales)


def _guessers(leaders: int = 40) -> cx.Survey:
    """Leaders guess why people leave, staff say it."""
    rng, reasons = np.random.default_rng(6), ["Pay", "No recognition", "My manager", "Workload"]
    guess = [*rng.choice(reasons, leaders, p=[0.6, 0.1, 0.1, 0.2]), *[None] * 300]
    said = [*[None] * leaders, *rng.choice(reasons, 300, p=[0.15, 0.35, 0.3, 0.2])]
    who = ["Leadership"] * leaders + ["Staff"] * 300
    return cx.Survey.from_frame(pd.DataFrame({"audience": who, "guess": guess, "reason": said}))


def _writers() -> cx.Survey:
    """People with a comment beside their ratings; every tenth writes against it."""
    said = ["The queue is far too long and nobody helped me", "Friendly staff, so helpful, thank you", "It is a bank"]
    rng = np.random.default_rng(4)
    nps = rng.integers(0, 11, 200)
    good = (nps >= 7) ^ (rng.random(200) < 0.1)
    why = [said[2] if rng.random() < 0.2 else said[int(well)] for well in good]
    frame = pd.DataFrame({"nps": nps.astype(str), "csat": np.clip(nps // 2, 1, 5), "why": why})
    return cx.Survey.from_frame(frame, audience="Customers", scales={"nps": (0, 10), "csat": (1, 5)})


_DOORS = {
    "title": "Open doors",
    "scale": "1-5",
    "items": [
        {"id": "open", "text": "The door is open.", "sub_score": "Whether people who come unannounced are let in"},
        {"id": "kind", "text": "Whoever comes in is greeted.", "sub_score": "Kindness"},
        {"id": "back", "text": "Whoever leaves comes back.", "sub_score": "Kindness"},
    ],
    "levels": [
        {"name": "Shut", "from": 0, "looks_like": "One knocks, waits, and goes away again."},
        {"name": "Ajar", "from": 50, "looks_like": "One knocks and is let in."},
        {"name": "Open", "from": 80, "looks_like": "Nobody knows where the key is."},
    ],
}


def _doors() -> cx.Survey:
    """Five audiences from the lowest to the highest possible score."""
    rng = np.random.default_rng(8)
    people = {"Leadership": 30, "Staff": 60, "Customers": 90, "Franchise partners of the northern region": 40,
              "Volunteers": 50}  # fmt: skip
    who = np.repeat(list(people), list(people.values()))
    mean = np.repeat([5.0, 4.0, 2.5, 1.0, 3.3], list(people.values()))
    spread = np.where(np.isin(mean, (1.0, 5.0)), 0.0, 1.0)
    answers = {item["id"]: np.clip(np.round(rng.normal(mean, spread)), 1, 5) for item in _DOORS["items"]}
    return cx.Survey.from_frame(pd.DataFrame({"audience": who, **answers}), scales=dict.fromkeys(answers, (1, 5)))


def _audits(*, few: bool = False) -> cx.Survey:
    survey = sample("harbour-bank-audits")
    return _few(survey) if few else survey


def _few(survey: cx.Survey) -> cx.Survey:
    """The same with three leaders."""
    rows = survey.to_pandas()
    leads = rows.audience == "Leadership"
    kept = rows[~leads | (leads.cumsum() <= 3)]
    return cx.Survey.from_frame(kept, roles=dict(survey.roles), codebook=survey.codebook, name=survey.name)


def _programmes_alike() -> cx.Survey:
    """Twelve programmes of long names that everybody sees alike."""
    rng = np.random.default_rng(2)
    who = np.repeat(["Leadership", "Staff", "Customers"], [40, 8, 90])
    columns = {
        f"Programme number {at} of the customer strategy - {side}": rng.integers(4, 8, len(who)).astype(float)
        for at in range(12)
        for side in ("giving", "getting")
    }
    return cx.Survey.from_frame(pd.DataFrame({"audience": who, **columns}), scales=dict.fromkeys(columns, (0, 10)))


def _careless() -> cx.Survey:
    """Thirty people who tick one column, twenty who leave a question blank, and six whose row is there twice."""
    rng = np.random.default_rng(9)
    grid = pd.DataFrame(rng.integers(1, 6, (300, 10)).astype(float), columns=[f"Statement {at}" for at in range(10)])
    grid.iloc[:30] = 3.0
    grid.iloc[40:60, 4] = np.nan
    grid.iloc[70:76] = grid.iloc[80:86].to_numpy()
    return cx.Survey.from_frame(grid, scales=dict.fromkeys(grid, (1, 5)), audience="Staff")


@cache
def bank() -> cx.Survey:
    """Fourteen branches where attitude and loyalty go together; five departments that judge each other's hand-offs."""
    rng = np.random.default_rng(5)
    places = ["North", "Harbour Square", "Old Town", "Airport", "Lakeside", "Mill Lane", "Station", "Market",
              "Park", "Quay", "Hilltop", "Bridge", "Castle", "Meadow"]  # fmt: skip
    teams = ["Branch network", "Contact centre", "Lending", "Digital", "Marketing"]
    mood = dict(zip(places, rng.normal(0, 0.5, len(places)), strict=True))
    size = {"Staff": 420, "Customers": 1400}
    who = np.repeat(list(size), list(size.values()))
    branch = rng.choice(places, len(who))
    level = np.array([mood[place] for place in branch])
    team = rng.choice(teams, len(who))
    staff = who == "Staff"

    def likert(mean, spread, only):
        answer = np.clip(np.round(mean + rng.normal(0, spread, len(who))), 1, 5)
        return np.where(only, answer, np.nan)

    columns: dict[str, object] = {"audience": who, "branch": branch, "team": team}
    columns["wave"] = rng.choice(["2024", "2025"], len(who))
    for at in range(3):
        columns[f"I am proud of my work, {at + 1}"] = likert(3.4 + level, 0.9, staff)
    touch = {"Waiting time": 2.6, "Billing": 2.8, "Advice": 3.6, "Mobile app": 3.9}
    total = np.zeros(len(who))
    for name, mean in touch.items():
        columns[name] = likert(mean + 0.4 * level, 1.1, ~staff)
        total += np.nan_to_num(columns[name]) * {"Waiting time": 0.8, "Billing": 0.4}.get(name, 0.05)
    columns["nps"] = np.where(
        staff, np.nan, np.clip(np.round(1.4 * total + level + rng.normal(0, 1.5, len(who))), 0, 10)
    )
    for at, giver in enumerate(teams):
        columns[f"How well do hand-offs from {giver} to yours work?"] = np.where(
            team == giver, np.nan, likert(2.2 + 0.4 * at, 0.9, staff)
        )
    rated = [name for name in columns if name not in ("audience", "branch", "team", "wave", "nps")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cx.SurveyWarning)
        return cx.Survey.from_frame(
            pd.DataFrame(columns),
            roles={"audience": "audience", "unit": "branch", "group": "team", "wave": "wave"},
            scales={**dict.fromkeys(rated, (1, 5)), "nps": (0, 10)},
        )


PROUD = [f"I am proud of my work, {at + 1}" for at in range(3)]
TOUCH = ["Waiting time", "Billing", "Advice", "Mobile app"]


@cache
def buyers() -> cx.Survey:
    return bank().only(audience="Customers")


def _effort() -> cx.Survey:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"effort": rng.integers(1, 8, 300), "branch": rng.choice(["North", "Airport"], 300)})
    codebook = pd.DataFrame(
        {"id": ["effort"], "text": ["How easy was it?"], "kind": ["effort"], "scale": [cx.Scale(1, 7)]}
    )
    return cx.Survey.from_frame(frame, codebook=codebook, roles={"unit": "branch"}, audience="Customers")


@cache
def made(name: str) -> Result:
    """The Result of that name, made once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cx.SurveyWarning)
        return MAKE[name]()
