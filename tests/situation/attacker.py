"""An attacker who knows every printed number: exact bounds of each hidden cell by linear programming.

A table with totals is a network, so the linear program's optimum lies at whole numbers. The simplex method
runs on fractions of whole numbers and begins from the true table, for only the optimum is compared.
"""

from fractions import Fraction

from nghisu.situation.rules.suppression import TOTAL, Item, Published, Shown

FAR = 200


def bounds(published: Published, item: Item) -> tuple[int, int]:
    """Return what the label of a count says to whoever knows the rules by which it was made."""
    how, value = published.how[item], published.values[item]
    k = published.thresholds[item[0]] if item[0] != TOTAL else max(published.thresholds)
    if how is Shown.PLAIN:
        return value, value
    if how is Shown.FEW:
        return 0, k - 1
    return (k, value + FAR) if TOTAL not in item else (0, value + FAR)


def narrowed(published: Published, rows: int, columns: int) -> list[Item]:
    """Return the hidden cells of which the attacker learns more than that they are one of k numbers."""
    hidden = [item for item, how in published.how.items() if how is not Shown.PLAIN]
    place = {item: at for at, item in enumerate(hidden)}
    equations: list[dict[int, int]] = []

    def equation(total: Item, parts: list[Item]) -> None:
        if total in published.values:
            found = {place[one]: 1 for one in parts if one in place}
            if total in place:
                found[place[total]] = -1
            if found:
                equations.append(found)

    for row in range(rows):
        equation((row, TOTAL), [(row, column) for column in range(columns)])
    for column in range(columns):
        equation((TOTAL, column), [(row, column) for row in range(rows)])
    equation((TOTAL, TOTAL), [(row, TOTAL) for row in range(rows)])
    equation((TOTAL, TOTAL), [(TOTAL, column) for column in range(columns)])
    broken = []
    for item in hidden:
        if TOTAL in item:
            continue
        k = published.thresholds[item[0]]
        up = _most(published, hidden, equations, place[item], 1, k)
        down = _most(published, hidden, equations, place[item], -1, k)
        if up + down < k - 1:
            broken.append(item)
    return broken


def _most(
    published: Published,
    hidden: list[Item],
    equations: list[dict[int, int]],
    target: int,
    sign: int,
    enough: int,
) -> int:
    """Maximise how far one hidden count moves, by the simplex method with bounds on every move.

    Each hidden count moves by x - y, with x and y at least nought and no further than its label lets it;
    the equations hold the sums of the moves at nought, so that the true table is the first corner.
    """
    room = []
    for item in hidden:
        low, high = bounds(published, item)
        value = published.values[item]
        room += [high - value, value - low]
    count = len(room)
    # Columns: moves, then a slack for each bound, then an artificial one for each equation.
    height = len(equations) + count
    table = [[Fraction(0)] * (count + height + 1) for _ in range(height)]
    for line, found in enumerate(equations):
        for at, factor in found.items():
            table[line][2 * at], table[line][2 * at + 1] = Fraction(factor), Fraction(-factor)
        table[line][count + line] = Fraction(1)
    for at, most in enumerate(room):
        line = len(equations) + at
        table[line][at] = table[line][count + line] = Fraction(1)
        table[line][-1] = Fraction(most)
    basis = [count + line for line in range(height)]
    _drive_out(table, basis, count, len(equations))
    artificial = range(count, count + len(equations))
    price = [Fraction(0)] * (count + height + 1)
    price[2 * target], price[2 * target + 1] = Fraction(sign), Fraction(-sign)
    for line, column in enumerate(basis):
        if price[column]:
            cost = price[column]
            price = [one - cost * two for one, two in zip(price, table[line], strict=True)]
    while True:
        if -price[-1] >= enough:
            return enough
        entering = next((at for at in range(count + height) if at not in artificial and price[at] > 0), None)
        if entering is None:
            return int(-price[-1])
        ratios = [
            (table[line][-1] / table[line][entering], basis[line], line)
            for line in range(height)
            if table[line][entering] > 0
        ]
        line = min(ratios)[2]
        _pivot(table, basis, line, entering)
        cost = price[entering]
        price = [one - cost * two for one, two in zip(price, table[line], strict=True)]


def _drive_out(table: list[list[Fraction]], basis: list[int], count: int, equations: int) -> None:
    for line in range(equations):
        entering = next((at for at in range(count) if table[line][at]), None)
        if entering is not None:
            _pivot(table, basis, line, entering)


def _pivot(table: list[list[Fraction]], basis: list[int], line: int, column: int) -> None:
    head = table[line][column]
    table[line] = row = [one / head for one in table[line]] if head != 1 else table[line]
    used = [at for at, one in enumerate(row) if one]
    for other, values in enumerate(table):
        if other != line and values[column]:
            factor = values[column]
            for at in used:
                values[at] -= factor * row[at]
    basis[line] = column
