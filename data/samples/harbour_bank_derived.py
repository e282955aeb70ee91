"""What follows from the planted truth by arithmetic: agreement within branches, silos, drivers, ranks.

Everything here is computed from probabilities by summing or by quadrature; nothing is drawn.
"""

from itertools import combinations
from math import factorial

import harbour_bank_links as links
import harbour_bank_plan as plan
import harbour_bank_truth as truth
import numpy as np


def anova_icc(shares, means, within):
    """ICC(1) that one-way analysis of variance tends to, for units with these shares, means and variance within."""
    shares = np.asarray(shares) / np.sum(shares)
    between = shares @ (means - shares @ means) ** 2 / (1 - shares @ shares)
    return float(between / (between + within))


def attitude_spread(wave="2025"):
    """Variance within each branch of a person's attitude score (0-100, mean of six), and of its six items (24 x 6).

    Given the branch, the six answers share one factor, so both follow by integrating over it.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    names, rows = links.loadings("Staff")
    mean = np.zeros((24, len(nodes)))
    noise = np.zeros((24, len(nodes)))
    items = []
    for item in plan.ATTITUDE:
        loading = -0.65 if item in plan.NEGATIVE_WORDING else 0.65
        shift = np.array([links.staff_shift(item, wave, j, "Branch network") for j in range(24)])
        edges = links.staff_thresholds(item, wave) - shift[:, None]
        centred = (edges[:, None, :] - loading * nodes[:, None]) / np.sqrt(1 - loading**2)
        below = np.concatenate([links.normal_cdf(centred), np.ones((24, len(nodes), 1))], axis=2)
        p = np.diff(below, axis=2, prepend=0)
        x = np.arange(0, 101, 25)
        x = x[::-1] if item in plan.NEGATIVE_WORDING else x
        first, second = p @ x, p @ x**2
        mean += first / 6
        noise += (second - first**2) / 36
        items.append(second @ weights - (first @ weights) ** 2)
    variance = mean**2 @ weights - (mean @ weights) ** 2 + noise @ weights
    return variance, np.array(items).T


def attitude_agreement(wave="2025"):
    """True ICC(1) and ICC(2) of the attitude score between branches, and its alpha; head office is left out."""
    sizes = np.array(links.STAFF_PER_BRANCH[wave])
    within, items = attitude_spread(wave)
    means = links.branch_attitude(wave)
    pooled = sizes @ within / sizes.sum()
    icc1 = anova_icc(sizes, means, pooled)
    k = sizes.mean()
    shares = sizes / sizes.sum()
    total = pooled + shares @ (means - shares @ means) ** 2
    by_item = 0.0
    for i, item in enumerate(plan.ATTITUDE):
        shifts = np.array([links.staff_shift(item, wave, j, "Branch network") for j in range(24)])
        below = links.normal_cdf(links.staff_thresholds(item, wave) - shifts[:, None])
        item_means = (1 - below).sum(axis=1) * 25
        by_item += shares @ items[:, i] + shares @ (item_means - shares @ item_means) ** 2
    return {"icc1": icc1, "icc2": k * icc1 / (1 + (k - 1) * icc1), "alpha": 1.2 * (1 - by_item / 36 / total)}


def loyalty_icc(wave="2025"):
    """True share of the variance of the NPS item that lies between branches (ICC(1), population shares)."""
    p = links.branch_nps_pmf(wave)
    x = np.arange(0, 101, 10)
    means = p @ x
    return anova_icc(links.BRANCH_SHARE, means, float(links.BRANCH_SHARE @ (p @ x**2 - means**2)))


def branch_nps(wave="2025"):
    """True NPS of each branch, in points."""
    p = links.branch_nps_pmf(wave)
    return (p[:, 9:].sum(axis=1) - p[:, :7].sum(axis=1)) * 100


def handled_share():
    """Population share of customers whose last matter each department handled."""
    share = dict.fromkeys(plan.DEPARTMENTS, 0.0)
    for channel, part in plan.CHANNEL_SHARE.items():
        for topic, p in zip(plan.TOUCHPOINTS, truth.matter_pmf(channel), strict=True):
            share[plan.OWNER[topic]] += part * p
    return share


def effort_silo(wave="2025"):
    """True ICC(1) of ease (0-100) between the six departments that handled the matter."""
    share = handled_share()
    x = np.linspace(0, 100, 7)
    p = np.array([truth.effort_pmf(d, wave) for d in plan.DEPARTMENTS])
    s = np.array([share[d] for d in plan.DEPARTMENTS])
    return anova_icc(s, p @ x, float(s @ (p @ x**2 - (p @ x) ** 2)))


def staff_view(question, wave="2025"):
    """True mean (0-100) of a staff experience rating in each department, and its ICC(1) between departments."""
    counts = dict.fromkeys(plan.DEPARTMENTS, 0)
    for _, department, n in links.staff_cells(wave):
        counts[department] += n
    x = np.linspace(0, 100, len(truth.values(question)))
    cuts = links.staff_thresholds(question, wave)
    means, within = {}, {}
    for department in plan.DEPARTMENTS:
        shift = links.staff_shift(question, wave, 24, department)
        p = np.diff(np.concatenate([[0], links.normal_cdf(cuts - shift), [1]]))
        means[department], within[department] = float(p @ x), float(p @ x**2 - (p @ x) ** 2)
    sizes = np.array(list(counts.values()))
    pooled = sizes @ np.array(list(within.values())) / sizes.sum()
    return means, anova_icc(sizes, np.array(list(means.values())), pooled)


def ranks(audience, stem="IMP"):
    """True rank of each touchpoint, 1 for the highest mean."""
    means = np.array([truth.true_mean(audience, f"{stem}_{i}") for i in range(1, 13)])
    # Equal means share no rank here: the one that is asked first stands first, whatever their last bits say.
    return np.argsort(np.argsort(-np.round(means, 9), kind="stable")) + 1


def rank_correlation(audience_a, audience_b, stem="IMP"):
    """True Spearman correlation over the twelve touchpoints between two audiences' order of importance."""
    return float(np.corrcoef(ranks(audience_a, stem), ranks(audience_b, stem))[0, 1])


def driver_shares():
    """LMG shares of the twelve experiences in the loyalty latent, before bad and good staff bend it; and its R2.

    The mean over all orders of entry of what a driver adds to R2 (Lindeman, Merenda & Gold 1980; Groemping 2006), by
    brute force over the 4,096 subsets of the true latent correlations.
    """
    names = [f"EXP_{i}" for i in range(1, 13)]
    corr = np.array([[links.latent_correlation("Customers", a, b) for b in names] for a in names])
    with_loyalty = np.array([links.latent_correlation("Customers", a, "NPS") for a in names])
    fit = {(): 0.0}
    for size in range(1, 13):
        for subset in combinations(range(12), size):
            picked = list(subset)
            r = with_loyalty[picked]
            fit[subset] = float(r @ np.linalg.solve(corr[np.ix_(picked, picked)], r))
    shares = np.zeros(12)
    for subset, r2 in fit.items():
        rest = factorial(len(subset)) * factorial(11 - len(subset)) / factorial(12) if len(subset) < 12 else 0
        for driver in range(12):
            if driver not in subset:
                shares[driver] += rest * (fit[tuple(sorted((*subset, driver)))] - r2)
    return shares, fit[tuple(range(12))]
