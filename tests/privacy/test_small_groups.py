"""Which cells of crossed groups are hidden, and that no sum or difference of shown ones isolates a few people."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxresearch.privacy.small_groups import Crossings

FEWEST = 5


def crossings(counts) -> Crossings:
    counts = np.asarray(counts)
    keys = np.array(list(product(*map(range, counts.shape))))
    return Crossings(keys, counts.ravel(), linked=counts.ndim, fewest=FEWEST)


def shown(counts, column: int = 0) -> list[int]:
    found = crossings(counts)
    return [code for code in range(np.shape(counts)[column]) if found.shows({column: [code]})]


@pytest.mark.parametrize(
    ("sizes", "left"),
    [
        ([6, 4], []),
        ([5, 5], [0, 1]),
        ([3, 7, 20], [2]),
        ([2, 2, 20], [0, 1, 2][3:]),
        ([2, 3, 20], [2]),
        ([1, 9, 8, 30], [1, 3]),
        ([40], [0]),
        ([4], []),
        ([0, 7, 8], [1, 2]),
    ],
)
def test_one_column(sizes, left):
    assert [code for code in shown(sizes) if sizes[code]] == left


def test_the_total_is_shown_unless_it_is_small_itself():
    assert crossings([6, 4]).shows({})
    assert not crossings([2, 2]).shows({})


def test_several_groups_together_are_shown_if_nothing_hidden_is_split():
    found = crossings([3, 7, 20, 30])
    assert found.shows({0: [2, 3]})
    assert found.shows({0: [0, 1]}), "both hidden ones together follow from the total anyway"
    assert found.shows({0: [0, 1, 3]})
    assert not found.shows({0: [0, 2]})
    assert not found.shows({0: [1, 2, 3]})
    assert found.shows({0: [0, 1, 2, 3]})


def test_two_columns_need_company_in_rows_and_columns():
    counts = np.array([[2, 20, 21], [22, 9, 23], [24, 25, 26]])
    found = crossings(counts)
    hidden = [(row, column) for row, column in product(range(3), range(3)) if not found.shows({0: [row], 1: [column]})]
    assert hidden == [(0, 0), (0, 1), (1, 0), (1, 1)], "the small one, and the smallest rectangle around it"
    assert shown(counts, 0) == shown(counts, 1) == [0, 1, 2], "totals stay"


def test_departments_inside_branches_do_not_give_each_other_away():
    # Departments 0 and 1 are all of branch 0; departments 2 and 3 all of branch 1.
    counts = np.array([[9, 3, 0, 0], [0, 0, 30, 6]])
    assert shown(counts, 1) == [2, 3], (
        "the partner in the branch, not the next smallest in the house, covers the small one"
    )
    assert shown(counts, 0) == [0, 1]


def test_a_department_that_is_a_whole_branch_is_hidden_with_it():
    counts = np.array([[4, 0, 0], [0, 8, 0], [0, 9, 12]])
    found = crossings(counts)
    assert not found.shows({0: [0]})
    assert not found.shows({1: [0]})


def subsets(size: int):
    return [chosen for length in range(1, size + 1) for chosen in combinations(range(size), length)]


def leaks(counts, people_together: int = 1) -> list:
    """Groups of few people whose sum is a sum of multiples of what is shown, by linear algebra on the cells."""
    found, counts = crossings(counts), np.asarray(counts)
    cells = np.array([cell for cell in product(*map(range, counts.shape)) if counts[cell]])
    people = np.array([counts[tuple(cell)] for cell in cells])
    if not len(cells):
        return []
    rows = []
    for chosen in product(*map(subsets, counts.shape)):
        inside = np.all([np.isin(cells[:, at], codes) for at, codes in enumerate(chosen)], axis=0)
        if inside.any() and found.shows(dict(enumerate(chosen))):
            rows.append(inside.astype(float))
    if not rows:
        return []
    _, sizes, basis = np.linalg.svd(np.array(rows), full_matrices=False)
    basis = basis[sizes > 1e-9]
    few = [cell for length in range(1, people_together + 1) for cell in combinations(range(len(cells)), length)]
    told = []
    for group in few:
        wanted = np.isin(np.arange(len(cells)), group).astype(float)
        if people[list(group)].sum() < FEWEST and np.abs(wanted - basis.T @ (basis @ wanted)).max() < 1e-7:
            told.append([tuple(cells[at]) for at in group])
    return told


SIZES = st.one_of(st.just(0), st.integers(0, 9), st.integers(5, 15))


@given(st.lists(SIZES, min_size=1, max_size=7))
def test_no_subtraction_of_parts_of_one_column_isolates_a_few(sizes):
    assert leaks(sizes, people_together=3) == []


@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(SIZES, min_size=width, max_size=width), min_size=2, max_size=4)
    )
)
@settings(max_examples=150)
def test_no_subtraction_of_parts_of_two_columns_isolates_a_few(counts):
    assert leaks(counts) == []


def test_a_chain_of_subtractions_is_found_as_well():
    # Each line has two hidden cells, and still the first cell follows: every rectangle is a bridge away.
    assert leaks([[4, 4, 8, 7], [5, 9, 5, 10], [6, 7, 8, 4], [5, 7, 6, 8]]) == []
    assert leaks([[0, 0, 3], [3, 0, 3], [2, 5, 0]]) == []


@given(st.lists(st.integers(0, 12), min_size=2, max_size=12), st.randoms())
def test_the_order_of_the_cells_does_not_matter(sizes, chance):
    order = list(range(len(sizes)))
    chance.shuffle(order)
    keys = np.arange(len(sizes))[:, None]
    if len(set(sizes)) < len(sizes):
        sizes = [size * 13 + at for at, size in enumerate(sizes)]  # among equals the first is taken
    plain = Crossings(keys, np.array(sizes), linked=1, fewest=FEWEST)
    mixed = Crossings(keys[order], np.array(sizes)[order], linked=1, fewest=FEWEST)
    for chosen in ([0], [0, 1], list(range(1, len(sizes)))):
        assert plain.shows({0: chosen}) == mixed.shows({0: chosen})


def test_a_column_that_nobody_asked_for_is_crossed_when_somebody_does():
    keys = np.array(list(product(range(3), range(2))))
    found = Crossings(keys, np.array([2, 20, 21, 22, 23, 24]), linked=1, fewest=FEWEST)
    assert found.shows({0: [0]})
    assert not found.shows({0: [0], 1: [0]})
    assert not found.shows({0: [0], 1: [1]})
    assert found.shows({1: [0]})


def test_nobody_there_is_nothing_to_hide():
    assert Crossings(np.empty((0, 2), dtype=int), np.empty(0), linked=2, fewest=FEWEST).shows({0: [1]})


def as_the_rule_says(found: Crossings, within) -> bool:
    """One total, cell by cell: each of its cells is shown, or what is hidden of it follows from shown totals anyway."""
    chosen = {column: set(codes) for column, codes in within.items()}
    chosen = {column: codes for column, codes in chosen.items() if not set(found._keys[:, column].tolist()) <= codes}
    columns = tuple(sorted(chosen))
    cells = found._crossing(columns)
    inside = np.array([all(key[at] in chosen[column] for at, column in enumerate(columns)) for key in cells.keys],
                      dtype=bool)  # fmt: skip
    secret = cells.hidden & inside
    if not secret.any():
        return True
    for column, total in cells.totals.items():
        lines = set(total[secret].tolist())
        above = found._crossing(tuple(other for other in columns if other != column))
        beside = [at for at, line in enumerate(total) if line in lines and cells.hidden[at] and not inside[at]]
        if not above.hidden[list(lines)].any() and not beside:
            return True
    return False


@given(
    cells=st.lists(st.tuples(*[st.integers(0, 3)] * 3, st.integers(0, 9)), min_size=1, max_size=24),
    linked=st.integers(0, 3),
    columns=st.lists(st.integers(0, 2), max_size=3, unique=True),
    filtered=st.dictionaries(st.integers(0, 2), st.lists(st.integers(-1, 4), min_size=1, max_size=3), max_size=2),
)
@settings(max_examples=300, deadline=None)
def test_many_totals_at_once_are_those_asked_one_by_one(cells, linked, columns, filtered):
    table = np.array(sorted({cell[:3]: cell for cell in cells}.values()))
    asked = np.array(list(product(range(-1, 5), repeat=len(columns))), dtype=np.int64).reshape(
        6 ** len(columns), len(columns)
    )
    at_once = Crossings(table[:, :3], table[:, 3], linked=linked, fewest=5)
    one_by_one = Crossings(table[:, :3], table[:, 3], linked=linked, fewest=5)
    found = at_once.shows_each(columns, asked, filtered)
    wanted = [
        as_the_rule_says(one_by_one, filtered | {column: [code] for column, code in zip(columns, row, strict=True)})
        for row in asked.tolist()
    ]
    assert found.tolist() == wanted
