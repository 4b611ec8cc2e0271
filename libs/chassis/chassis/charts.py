"""Charts: Vega-Lite specifications of one look, drawn as SVG by ``vl_convert``, without a browser or the network."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from types import MappingProxyType

from chassis.domain import Json

VEGA_LITE = "6.4"
FONTS = "Noto Sans TC, Noto Sans CJK TC, PingFang TC, Microsoft JhengHei, sans-serif"
INK, QUIET, BLUE, ORANGE = "#1f2933", "#52606d", "#0b6fa4", "#c2410c"
LABEL_SIZE = 13
WIDTH = 560
SVG_HEADERS: Mapping[str, str] = MappingProxyType(
    {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
)
"""A drawing may be shown anywhere and runs nothing."""
_ABOVE_LABELS: Mapping[str, Json] = MappingProxyType(
    {"titleAngle": 0, "titleAnchor": "end", "titleAlign": "right", "titleX": -6, "titleY": -8, "labelPadding": 6}
)
LOOK: Mapping[str, Json] = MappingProxyType(
    {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "padding": 16,
        "config": {
            "font": FONTS,
            "view": {"stroke": None},
            "title": {"fontSize": 18, "subtitleFontSize": 13, "offset": 14, "color": INK, "subtitleColor": QUIET},
            "axis": {
                "labelFontSize": LABEL_SIZE,
                "titleFontSize": LABEL_SIZE,
                "labelColor": INK,
                "titleColor": QUIET,
                "gridColor": "#e4e7eb",
                "domainColor": "#9aa5b1",
                "tickColor": "#9aa5b1",
                "titlePadding": 10,
            },
            "legend": {"labelFontSize": LABEL_SIZE, "titleFontSize": LABEL_SIZE, "labelColor": INK},
            "header": {"labelFontSize": LABEL_SIZE, "labelColor": INK},
        },
    }
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite specification, and what it says for who cannot see it."""

    spec: Json
    language: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, how long it is, and the figures at its end."""

    name: str
    count: int
    figures: str
    colour: str = BLUE


def chart(body: Mapping[str, Json], *, language: str, title: str, told: Sequence[str], separator: str) -> Chart:
    """A chart under its title; ``told`` are the sentences that say what it shows, of which two stand above it."""
    heading = {"text": title, "subtitle": separator.join(told[:2]), "anchor": "start", "frame": "bounds"}
    return Chart({**LOOK, "title": heading, **body}, language, title, separator.join(told))


def bars(shown: Sequence[Bar], *, by: str, counted: str) -> dict[str, Json]:
    """Horizontal bars with their names on the left; ``by`` and ``counted`` name the axes."""
    longest = max(_width(one.name) for one in shown)
    # the longest bar leaves room for the figures at its end
    room = max(_width(one.figures) for one in shown) + 16
    y = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "title": by,
        # widths are measured by whatever font the server has; ours is a floor that no font goes above by much
        "axis": {"labelLimit": 420, "minExtent": min(longest, 420), "domain": False, "ticks": False, **_ABOVE_LABELS},
    }
    x = {
        "field": "count",
        "type": "quantitative",
        "title": counted,
        "axis": {"tickMinStep": 1, "format": "d", "orient": "top", "labelFlush": False},
        "scale": {"domainMin": 0, "domainMax": max(one.count for one in shown) * WIDTH / (WIDTH - room)},
    }
    bar = {"type": "bar", "cornerRadiusEnd": 2, "height": {"band": 0.68}}
    figures = {"mark": {"type": "text", "align": "left", "dx": 6, "fontSize": LABEL_SIZE, "color": INK}}
    return {
        "width": WIDTH,
        "height": {"step": 28},
        "data": {"values": [asdict(one) for one in shown]},
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": bar, "encoding": {"color": {"field": "colour", "scale": None}}},
            {**figures, "encoding": {"text": {"field": "figures"}}},
        ],
    }


def nothing(words: str) -> dict[str, Json]:
    """A chart that has nothing to show says so."""
    mark = {"type": "text", "fontSize": 15, "color": QUIET}
    return {"width": 420, "height": 80, "data": {"values": [{}]}, "mark": {**mark, "text": words}}


async def draw(chart: Chart) -> str:
    """The chart as an SVG document; drawn in a thread, for the first one in a process takes half a second."""
    return await asyncio.to_thread(_drawn, chart)


def _drawn(chart: Chart) -> str:
    # imported here so that whoever draws nothing does not hold its 9 MB
    import vl_convert

    svg = vl_convert.vegalite_to_svg(chart.spec, vl_version=VEGA_LITE)
    opening, rest = svg.split(">", 1)
    told = f'role="img" lang="{escape(chart.language)}" aria-labelledby="chart-title chart-description"'
    title = f'<title id="chart-title">{escape(chart.title)}</title>'
    description = f'<desc id="chart-description">{escape(chart.description)}</desc>'
    return f"{opening} {told}>{title}{description}{rest}"


def _width(label: str) -> int:
    """A label's width in pixels: a Chinese character is as wide as it is high."""
    return round(sum(1.0 if character >= "\u2e80" else 0.62 for character in label) * LABEL_SIZE)
