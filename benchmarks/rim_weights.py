"""RIM weights for a million people by three columns, beside weightipy."""

import numpy as np
import pandas as pd

from benchmarks.side_by_side import Row
from cxresearch import Survey, rake

TARGETS = {
    "age": {"18-34": 30.0, "35-54": 38.0, "55+": 32.0},
    "sex": {"women": 51.0, "men": 49.0},
    "region": {"North": 20.0, "East": 25.0, "South": 40.0, "West": 15.0},
}


def people(respondents: int, seed: int = 5) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    shares = {"age": [0.2, 0.5, 0.3], "sex": [0.6, 0.4], "region": [0.4, 0.3, 0.2, 0.1]}
    made = {name: draw.choice(list(TARGETS[name]), respondents, p=parts) for name, parts in shares.items()}
    return pd.DataFrame(made | {"rating": draw.integers(1, 6, respondents)})


def rows(*, respondents: int) -> list[Row]:
    frame = people(respondents)
    standing = Survey.from_frame(frame, audience="Customers", scales={"rating": (1, 5)})

    def means(weight) -> np.ndarray:
        weight = np.asarray(weight, dtype=float)
        return np.array(
            [(frame.rating * weight).sum() / weight.sum(), (weight**2).sum() * len(weight) / weight.sum() ** 2]
        )

    def weights(survey):
        return survey.to_pandas()[survey.roles["weight"]]

    def ours():
        return means(weights(rake(Survey.from_frame(frame, audience="Customers", scales={"rating": (1, 5)}), TARGETS)))

    def from_codes():
        return means(weights(rake(standing, TARGETS)))

    def peer():
        import weightipy

        scheme = weightipy.scheme_from_dict(TARGETS)
        return means(weightipy.weight_dataframe(frame.copy(), scheme, weight_column="w").w)

    def agree(mine, theirs):
        np.testing.assert_allclose(mine, theirs, rtol=1e-3)

    n = f"{respondents:,}"
    return [
        Row(
            f"RIM weights, {n} rows, from strings",
            ours,
            peer,
            "weightipy",
            goal=3,
            agree=agree,
            repeats=3,
            why="six tenths are the Survey that is made of the frame, with its kinds and codes; weightipy with "
            "pandas 3 needs a third of a second for all.",
        ),
        Row(
            f"RIM weights, {n} rows, survey open",
            from_codes,
            peer,
            "weightipy",
            goal=25,
            agree=agree,
            repeats=3,
            why="a fifth is the fit, on cells; a quarter finds the cell of each person, the rest checks the codebook "
            "and makes the weighted Survey. weightipy with pandas 3 needs a third of a second for all.",
        ),
    ]
