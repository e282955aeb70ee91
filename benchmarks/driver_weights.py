"""Johnson's relative weights of 12 drivers, once and with 1,000 bootstrap samples; the peer is relativeImp."""

import numpy as np

from benchmarks.driver_shares import DRAWS, ROWS, found, surveyed, table
from benchmarks.side_by_side import Row

NAMES = [f"driver_{at:02d}" for at in range(12)]


def rows(*, respondents: int) -> list[Row]:
    frame = table(12)
    survey = surveyed(frame)

    def weights(sample) -> np.ndarray:
        from relativeImp import relativeImp

        return relativeImp(sample, "outcome", NAMES).rawRelaImpt.to_numpy(float)

    def peer_bootstrap():
        draw = np.random.default_rng(2)
        return np.array([weights(frame.iloc[draw.integers(0, ROWS, ROWS)]) for _ in range(DRAWS)])

    def agree(mine, peer):
        np.testing.assert_allclose(mine.estimate, peer, atol=1e-9)

    def same_spread(mine, peer):
        low, high = np.quantile(peer, [0.025, 0.975], axis=0)
        width = high - low
        np.testing.assert_allclose((mine.ci_high - mine.ci_low) / width, 1, atol=0.25)

    again = f"Johnson's weights, {DRAWS:,} bootstrap samples"
    return [
        Row("Johnson's weights, 12 drivers", lambda: found(survey, NAMES, method="johnson"), lambda: weights(frame),
            "relativeImp", agree=agree),
        Row(again, lambda: found(survey, NAMES, method="johnson", bootstrap=DRAWS), peer_bootstrap,
            "relativeImp on resampled rows", goal=60, agree=same_spread, repeats=3,
            why="a third draws the samples and sums them, a third is numpy's eigenvalues of a thousand matrices; the "
            "rest is what the call checks and tells beside."),
    ]  # fmt: skip
