"""How answers at Harbour Bank hang together: branches, people, and the link from staff attitude to customer loyalty.

A person's answers come from standard normal latent scores cut at thresholds. A branch shifts the latent scores of its
people by a fixed amount; the thresholds are set on the mixture of all branches, so that the probabilities in
`harbour_bank_truth` hold exactly for the population while branches, departments and waves differ by planted amounts.
"""

from functools import cache
from math import erf, sqrt

import harbour_bank_plan as plan
import harbour_bank_truth as truth
import numpy as np

# Branch -> number of customers' responses over both waves, which is also its share of the population.
BRANCH_SIZE = {
    "North Quay": 395, "Port Elling": 340, "Saltmere": 500, "Gullhaven": 225, "Anchor Bay": 430, "Whitsand": 180,
    "Herring Cove": 270, "Lantern Point": 365, "Old Slipway": 160, "Marlow Dock": 445, "Tidewater": 310,
    "Kelpness": 140, "Cutter's Reach": 285, "Eastport 2": 350, "Brightwater": 470, "Fisher Row": 210, "Sandhaven": 330,
    "Pilot Hill": 240, "Ropewalk": 300, "Stormcliff": 190, "Westmole": 380, "Dunmouth": 410, "Oysterby": 255,
    "Ferryden": 320,
}
BRANCHES = tuple(BRANCH_SIZE)
BRANCH_SHARE = np.array(list(BRANCH_SIZE.values())) / sum(BRANCH_SIZE.values())
HEAD_OFFICE = "Head office"
# Staff per branch who answered, by wave. Two branches have fewer than five answers in 2025.
STAFF_PER_BRANCH = {
    "2024": (18, 16, 24, 13, 20, 12, 15, 18, 11, 21, 16, 9, 16, 17, 23, 14, 17, 15, 16, 13, 19, 20, 17, 20),
    "2025": (27, 24, 35, 19, 30, 4, 22, 27, 18, 32, 24, 3, 23, 26, 34, 19, 25, 21, 25, 20, 28, 29, 22, 23),
}
# The staff survey spells two branches in its own way.
STAFF_SPELLING = {"North Quay": "north quay ", "Eastport 2": "eastport2"}

# Wanted latent correlations between branch effects; the first is set so that the true branch means correlate .7000.
ATTITUDE_LOYALTY_LATENT = 0.6910664471270144
WANTED_CORRELATION = 0.70
_LATENT_CORRELATION = {("A24", "A25"): 0.80, ("L24", "L25"): 0.70, ("A24", "L24"): 0.55, ("A24", "L25"): 0.62,
                       ("L24", "A25"): 0.45}
ATTITUDE_SHIFT = 0.28  # standard deviation of branch effects in latent units of a statement
# Latent branch effect of the loyalty score, by question stem; everything else has none.
CUSTOMER_BRANCH_LOADING = {"NPS": 0.17, "STAFF": 0.20, "CSAT": 0.18, "EFFORT": 0.12, "EXP_2": 0.20, "EXP_3": 0.18,
                           "EXP_4": 0.12, "EXP_9": 0.08, "OWNEASE": 0.10}
# Shift of the NPS latent by the answer about staff (1-2, 3, 4-5), set so that penalty and reward are what is wanted:
# bad staff hurts more than good staff helps.
STAFF_KINK = (-0.7380778083, 0.0, 0.1977591383)
WANTED_PENALTY, WANTED_REWARD = 24.0, 10.0
# Departments see the same customer differently: latent shifts of staff's experience ratings by department.
DEPARTMENT_SHIFT = {
    "EXP_5": {"Digital": 0.75, "Branch network": -0.05, "Contact centre": -0.45, "Lending": -0.1},
    "EXP_7": {"Operations": 0.6, "Contact centre": -0.7, "Branch network": -0.05, "Marketing": 0.5},
    "EXP_8": {"Marketing": 0.9, "Contact centre": -0.4, "Branch network": -0.05},
    "EXP_9": {"Contact centre": 0.35, "Branch network": -0.15, "Operations": 0.5, "Marketing": 0.6, "Digital": 0.3},
}

_erf = np.frompyfunc(erf, 1, 1)


def normal_cdf(x):
    """Standard normal distribution function."""
    return 0.5 * (1 + _erf(np.asarray(x, dtype=float) / sqrt(2)).astype(float))


def thresholds(pmf, cdf):
    """Cut points of a latent score with distribution function `cdf`, so that the answers have probabilities `pmf`."""
    wanted = np.cumsum(pmf)[:-1]
    low, high = np.full(len(wanted), -9.0), np.full(len(wanted), 9.0)
    for _ in range(52):
        middle = (low + high) / 2
        below = cdf(middle) < wanted
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def mixture_cdf(shares, shifts):
    """Distribution function of a unit normal score whose mean is `shifts[g]` for a share `shares[g]` of people."""
    return lambda z: normal_cdf(np.asarray(z)[:, None] - np.asarray(shifts)) @ np.asarray(shares)


@cache
def branch_effects(latent=None):
    """Fixed branch effects, mean 0 and standard deviation 1: attitude (A24, A25), loyalty (L24, L25), four spare."""
    wanted = {**_LATENT_CORRELATION, ("A25", "L25"): ATTITUDE_LOYALTY_LATENT if latent is None else latent}
    names = ("A24", "A25", "L24", "L25")
    corr = np.eye(4)
    for (a, b), r in wanted.items():
        corr[names.index(a), names.index(b)] = corr[names.index(b), names.index(a)] = r
    scores = thresholds(np.full(25, 0.04), normal_cdf)  # 24 even quantiles of the normal curve
    rng = np.random.default_rng(20)
    columns = np.column_stack([rng.permutation(scores) for _ in range(8)])
    columns -= columns.mean(axis=0)
    basis = []
    for column in columns.T:
        for earlier in basis:
            column = column - earlier * (column @ earlier) / (earlier @ earlier)
        basis.append(column / column.std())
    effects = np.column_stack(basis[:4]) @ np.linalg.cholesky(corr).T
    return {**dict(zip(names, effects.T, strict=True)), "spare": basis[4:]}


def _rows(table):
    """Latent scores as combinations of independent normals: the rest of each row's variance is its own."""
    columns = sorted({c for row in table.values() for c in row})
    loadings = np.array([[row.get(c, 0.0) for c in columns] for row in table.values()])
    own = 1 - (loadings**2).sum(axis=1)
    if own.min() < 0:
        raise ArithmeticError("A latent score has more than its whole variance explained.")
    return list(table), np.hstack([loadings, np.diag(np.sqrt(own))])


@cache
def loadings(audience):
    """Names of the latent scores of an audience and their loadings on independent standard normals (unit rows)."""
    side = {2: "pace", 3: "people", 4: "people", 5: "digital", 6: "digital", 7: "money", 9: "people", 10: "money"}
    table = {}
    for i in range(1, 13):
        group = {side[i]: 0.3} if i in side else {}
        rest = 1 - 0.55**2 - 0.3**2 * len(group)
        if audience == "Customers":
            table[f"EXP_{i}"] = {"general": 0.55, **group, f"u{i}": sqrt(rest) * 0.9}
            table[f"XPC_{i}"] = {"hope": 0.6, "general": 0.15, f"u{i}": 0.2}
            table[f"PRM_{i}"] = {"general": 0.45, **group, f"u{i}": 0.5, "promise": 0.25}
            table[f"IMP_{i}"] = {"cares": 0.45, f"u{i}": -0.12}
        else:
            table[f"EXP_{i}"] = {"general": 0.5, **group, f"u{i}": sqrt(1 - 0.25 - 0.09 * len(group)) * 0.9}
            table[f"IMP_{i}"] = {"cares": 0.4}
            if audience == "Staff":
                table[f"PRM_{i}"] = {"general": 0.45, f"u{i}": 0.5, "promise": 0.3}
            else:
                table[f"PRED_{i}"] = {"rosy": 0.5, "general": 0.2, f"u{i}": 0.35}
    if audience == "Customers":
        table["NPS"] = {"general": 0.42, "u7": 0.30, "u9": 0.26, "u2": 0.20, "u3": 0.12, "loyal": 0.45}
        table["STAFF"] = {"general": 0.38, "people": 0.45, "u3": 0.3}
        table["EFFORT"] = {"general": 0.45, "u9": 0.25, "u2": 0.15, "pace": 0.2}
        table["CSAT"] = {"general": 0.6, "u7": 0.15, "u9": 0.1, "loyal": 0.35}
        table["BESTINLIFE"] = {"hope": 0.15}
        table["OWNEASE"] = {"general": 0.55, "u9": 0.15, "u2": 0.15}
    if audience == "Staff":
        for item in plan.ATTITUDE:
            table[item] = {"attitude": -0.65 if item in plan.NEGATIVE_WORDING else 0.65}
        table["RECOGNITION"] = {"attitude": 0.50, "recognised": 0.6}
        table["FEAR"] = {"attitude": -0.40, "afraid": 0.6}
        table["LEAVE"] = {"attitude": -0.45, "recognised": -0.25, "afraid": 0.25}
        table["ADKEEP"] = {"attitude": 0.25, "general": 0.3}
        table["NPS"] = {"attitude": 0.65, "recognised": 0.2}
        for giver in plan.DEPARTMENTS:
            table[f"HANDOFF_{giver}"] = {"general": 0.3, "tidy": 0.4}
    return _rows(table)


def latent_correlation(audience, a, b):
    """True correlation of two latent scores within a branch."""
    names, rows = loadings(audience)
    return float(rows[names.index(a)] @ rows[names.index(b)])


# ---- staff

def staff_cells(wave):
    """Branch index (24 is head office), department and share of staff for every branch and department."""
    counts = []
    for j, n in enumerate(STAFF_PER_BRANCH[wave]):
        lending = round(n * 0.2)
        counts += [(j, "Branch network", n - lending)] + ([(j, "Lending", lending)] if lending else [])
    rest = plan.STAFF_ASKED[wave] - sum(STAFF_PER_BRANCH[wave])
    for name, share in (("Contact centre", 0.35), ("Digital", 0.2), ("Operations", 0.3)):
        counts.append((24, name, round(rest * share)))
    counts.append((24, "Marketing", rest - sum(c for j, _, c in counts if j == 24)))
    return counts


def staff_shift(question, wave, branch, department):
    """Latent shift of a staff answer: attitude by branch, views of four touchpoints by department."""
    if question in DEPARTMENT_SHIFT:
        return DEPARTMENT_SHIFT[question].get(department, 0.0)
    size = {**dict.fromkeys(plan.ATTITUDE, ATTITUDE_SHIFT), "NPS": 0.2, "RECOGNITION": 0.15}.get(question, 0.0)
    sign = -1 if question in plan.NEGATIVE_WORDING else 1
    return 0.0 if branch == 24 else sign * size * branch_effects()[f"A{wave[2:]}"][branch]


@cache
def staff_thresholds(question, wave):
    """Cut points of a staff question in one wave."""
    cells = staff_cells(wave)
    shares = np.array([c for _, _, c in cells]) / plan.STAFF_ASKED[wave]
    shifts = [staff_shift(question, wave, j, d) for j, d, _ in cells]
    return thresholds(truth.pmf("Staff", question, wave), mixture_cdf(shares, shifts))


def branch_attitude(wave="2025"):
    """True attitude of each branch's staff, 0-100: mean of six statements, negative ones reversed."""
    by_item = []
    for item in plan.ATTITUDE:
        cuts = staff_thresholds(item, wave)
        shifts = np.array([staff_shift(item, wave, j, "Branch network") for j in range(24)])
        below = normal_cdf(cuts[None, :] - shifts[:, None])
        mean = (1 - below).sum(axis=1) * 25
        by_item.append(100 - mean if item in plan.NEGATIVE_WORDING else mean)
    return np.mean(by_item, axis=0)


# ---- customers

def customer_shift(question, wave):
    """Latent shift of a customer answer, one for each branch."""
    return CUSTOMER_BRANCH_LOADING.get(question, 0.0) * branch_effects()[f"L{wave[2:]}"]


@cache
def customer_thresholds(question, wave, channel):
    """Cut points of a customer question (all but NPS and EFFORT) in one wave and channel."""
    cdf = mixture_cdf(BRANCH_SHARE, customer_shift(question, wave))
    return thresholds(truth.pmf("Customers", question, wave, channel), cdf)


@cache
def effort_thresholds(department, wave):
    """Cut points of the effort question for matters that one department handled."""
    return thresholds(truth.effort_pmf(department, wave), mixture_cdf(BRANCH_SHARE, customer_shift("EFFORT", wave)))


def _nps_below(z, wave, channel, loyalty, kink):
    """P(staff answer in bin k and NPS latent <= z) in each branch: array z x branch x three staff bins."""
    nodes, node_weights = np.polynomial.legendre.leggauss(24)
    shift_staff = CUSTOMER_BRANCH_LOADING["STAFF"] * loyalty
    cuts = thresholds(truth.pmf("Customers", "STAFF", wave, channel), mixture_cdf(BRANCH_SHARE, shift_staff))
    edges = np.array([-8.0, cuts[1], cuts[2], 8.0])
    rho = latent_correlation("Customers", "NPS", "STAFF")
    out = np.empty((len(z), 24, 3))
    for k in range(3):
        low, high = edges[k] - (shift_staff if k else 0), edges[k + 1] - (shift_staff if k < 2 else 0)
        half = (high - low) / 2 * np.ones(24)
        s = (low + half)[:, None] + half[:, None] * nodes
        density = np.exp(-s**2 / 2) / sqrt(2 * np.pi) * node_weights * half[:, None]
        centre = kink[k] + CUSTOMER_BRANCH_LOADING["NPS"] * loyalty[:, None] + rho * s
        inside = normal_cdf((np.asarray(z)[:, None, None] - centre) / sqrt(1 - rho**2))
        out[:, :, k] = (inside * density).sum(axis=-1)
    return out


@cache
def nps_parts(wave, channel, latent=None, kink=STAFF_KINK):
    """Cut points of the NPS question, and P(answer <= value, staff bin) in each branch: value x branch x bin."""
    loyalty = branch_effects(latent)[f"L{wave[2:]}"]
    wanted = truth.pmf("Customers", "NPS", wave, channel)
    cuts = thresholds(wanted, lambda z: _nps_below(z, wave, channel, loyalty, kink).sum(axis=-1) @ BRANCH_SHARE)
    return cuts, _nps_below(np.append(cuts, 30.0), wave, channel, loyalty, kink)


def _both_channels(wave, **options):
    return sum(share * nps_parts(wave, c, **options)[1] for c, share in plan.CHANNEL_SHARE.items())


def branch_nps_pmf(wave="2025", **options):
    """True probabilities of 0..10 on the NPS item in each branch, both channels in their true proportion (24 x 11)."""
    return np.diff(_both_channels(wave, **options).sum(axis=-1), axis=0, prepend=0).T


def branch_loyalty(wave="2025", **options):
    """True mean of the NPS item in each branch on 0-100."""
    return branch_nps_pmf(wave, **options) @ np.arange(0, 101, 10)


def attitude_loyalty_correlation(attitude_wave="2025", loyalty_wave="2025", **options):
    """True correlation over the 24 branches between staff's attitude and customers' loyalty (NPS item, 0-100)."""
    return float(np.corrcoef(branch_attitude(attitude_wave), branch_loyalty(loyalty_wave, **options))[0, 1])


def loyalty_by_staff_answer(wave="2025", **options):
    """True mean of the NPS item (0-100) where staff was rated 1-2, 3 and 4-5 of 5, and the share of each."""
    parts = np.tensordot(_both_channels(wave, **options), BRANCH_SHARE, axes=(1, 0))
    shares = parts[-1]
    mean = np.diff(parts, axis=0, prepend=0).T @ np.arange(0, 101, 10) / shares
    return mean, shares


def penalty_and_reward(wave="2025", **options):
    """Points of loyalty (0-100) lost where staff was rated 1-2, won where 4-5, both against 3 of 5."""
    (bad, middling, good), _ = loyalty_by_staff_answer(wave, **options)
    return middling - bad, good - middling
