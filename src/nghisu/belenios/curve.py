"""The curve edwards25519 in plain Python, for an auditor's machine without a library: the same, slower."""

from functools import lru_cache

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # of minus one
Point = tuple[int, int]
Wide = tuple[int, int, int, int]  # X, Y, Z and T = XY/Z

ONE: Point = (0, 1)


def _wide(point: Point) -> Wide:
    x, y = point
    return x, y, 1, x * y % P


def _narrow(point: Wide) -> Point:
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    return x * inverse % P, y * inverse % P


def _add(left: Wide, right: Wide) -> Wide:
    a = (left[1] - left[0]) * (right[1] - right[0]) % P
    b = (left[1] + left[0]) * (right[1] + right[0]) % P
    c = 2 * left[3] * right[3] * D % P
    d = 2 * left[2] * right[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(left: Point, right: Point) -> Point:
    """Return the sum of two points."""
    return _narrow(_add(_wide(left), _wide(right)))


def inverse(point: Point) -> Point:
    """Return the point on the other side."""
    return -point[0] % P, point[1]


@lru_cache(maxsize=8)
def _rows(point: Point) -> list[list[Wide]]:
    rows = []
    step = _wide(point)
    for _ in range(64):
        row = [_wide(ONE)]
        for _ in range(15):
            row.append(_add(row[-1], step))
        rows.append(row)
        step = _add(row[15], step)
    return rows


def power_of_known(point: Point, exponent: int) -> Point:
    """Return a multiple of a point that comes back often."""
    result = _wide(ONE)
    for row in _rows(point):
        if exponent & 15:
            result = _add(result, row[exponent & 15])
        exponent >>= 4
    return _narrow(result)


def power(point: Point, exponent: int) -> Point:
    """Return a multiple of a point."""
    few = [_wide(ONE)]
    for _ in range(15):
        few.append(_add(few[-1], _wide(point)))
    result = few[0]
    for shift in range(252, -4, -4):
        for _ in range(4):
            result = _add(result, result)
        result = _add(result, few[exponent >> shift & 15])
    return _narrow(result)


def read(content: bytes) -> Point | None:
    """Return the point of 32 bytes, least significant first; None unless canonical and of the group."""
    number = int.from_bytes(content, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if y >= P:
        return None
    above, below = (y * y - 1) % P, (D * y * y + 1) % P
    x = above * pow(below, 3, P) * pow(above * pow(below, 7, P), (P - 5) // 8, P) % P
    if below * x * x % P == -above % P:
        x = x * ROOT % P
    if below * x * x % P != above or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    point = (x, y)
    return None if point == ONE or power(point, ORDER) != ONE else point


def written(point: Point) -> bytes:
    """Return the 32 bytes of a point."""
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


BASE = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)
