"""Which answer a merged one stands behind: the farthest one up its chain that is still on the board."""

__all__ = ["standing_of"]


def standing_of(file) -> dict[int, int]:
    """Number of a merged answer to the number of the one that stands for it; answers on their own are left out.

    Parameters
    ----------
    file : sqlite3.Connection
        Of a workshop.
    """
    rows = file.execute(
        "SELECT a.number, a.merged, a.withdrawn FROM answers a WHERE a.merged IS NOT NULL OR a.number IN "
        "(SELECT merged FROM answers WHERE merged IS NOT NULL)"
    ).fetchall()
    above = {number: merged for number, merged, _ in rows if merged is not None}
    gone = {number for number, _, withdrawn in rows if withdrawn}
    found = {}
    for number in above:
        at, top = number, number
        # Merging refuses circles, and numbers bound the walk should a file hold one all the same.
        for _ in range(len(above)):
            at = above.get(at)
            if at is None:
                break
            if at not in gone:
                top = at
        if top != number:
            found[number] = top
    return found
