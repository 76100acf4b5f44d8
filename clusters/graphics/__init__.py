"""Charts as SVG made on the server from plain values; the same on the page and on paper."""

from clusters.graphics.bars import Bar, bar_chart
from clusters.graphics.bump import Course, bump_chart
from clusters.graphics.dots import Pair, dot_pairs
from clusters.graphics.multiples import small_multiples

__all__ = ["Bar", "Course", "Pair", "bar_chart", "bump_chart", "dot_pairs", "small_multiples"]
