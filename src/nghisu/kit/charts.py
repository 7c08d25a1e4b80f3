"""Charts as SVG, made by the server: they print, need no script, and stand beside their table."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from nghisu.kit.language import format_number

WIDTH, HEIGHT, FOOT, HEAD = 420, 150, 24, 18


def bars(
    title: str, values: Sequence[tuple[str, Decimal | int | None]], *, language: str = "vi"
) -> SafeString:
    """Return bars side by side, one for each (label, value); what has no value has no bar.

    The same numbers stand in a table beside the chart: the picture is named by its title alone.
    """
    known = [Decimal(value) for _label, value in values if value is not None]
    most = max([*known, Decimal(1)])
    step = WIDTH / max(len(values), 1)
    room = HEIGHT - FOOT - HEAD
    parts = []
    for number, (label, value) in enumerate(values):
        left = step * number
        middle = left + step / 2
        if value is not None:
            tall = float(max(Decimal(value), Decimal(0)) / most) * room
            top = HEIGHT - FOOT - tall
            parts.append(
                format_html(
                    '<rect class="chart-bar" x="{}" y="{}" width="{}" height="{}" rx="2"></rect>'
                    '<text class="chart-value" x="{}" y="{}" text-anchor="middle">{}</text>',
                    f"{left + step * 0.2:.1f}",
                    f"{top:.1f}",
                    f"{step * 0.6:.1f}",
                    f"{tall:.1f}",
                    f"{middle:.1f}",
                    f"{top - 5:.1f}",
                    format_number(Decimal(value), language=language),
                )
            )
        parts.append(
            format_html(
                '<text class="chart-label" x="{}" y="{}" text-anchor="middle">{}</text>',
                f"{middle:.1f}",
                HEIGHT - 7,
                label,
            )
        )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line class="chart-axis" x1="0" y1="{}" x2="{}" y2="{}"></line>{}</svg>',
        WIDTH,
        HEIGHT,
        title,
        HEIGHT - FOOT,
        WIDTH,
        HEIGHT - FOOT,
        format_html_join("", "{}", ((part,) for part in parts)),
    )
