"""Which figures a leaf may hold: asked by the form, the file and the verifier alike."""

from decimal import Decimal

from clusters.text import format_number
from emulation.scoring.reading import decimals
from emulation.scoring.values import CriteriaSet, Criterion

MOST_DECIMALS = 4


class FigureFault(ValueError):
    """A figure that the leaf cannot hold; the text says why and what would fit."""


def check_figure(cs: CriteriaSet, leaf: Criterion, column: str, value, field_size: int) -> None:
    """Refuse a `value` that column target, actual, points or level of `leaf` cannot hold.

    `field_size` is the number of units in the contest: a rank lies between 1 and it.

    Raises:
        FigureFault: with a Vietnamese sentence.
    """
    if column == "level":
        if value not in leaf.labels:
            raise FigureFault(f"Mức “{value}” không có; chọn một trong: {', '.join(leaf.labels)}")
        return
    if column == "points":
        _check_points(cs, leaf, value)
        return
    if value < 0:
        raise FigureFault("Số liệu này không được nhỏ hơn 0")
    if decimals(value) > MOST_DECIMALS:
        raise FigureFault(f"Tối đa {MOST_DECIMALS} chữ số sau dấu phẩy")
    if column == "actual":
        _check_actual(leaf, value, field_size)


def _check_points(cs, leaf, value):
    if value < 0:
        raise FigureFault("Điểm không được nhỏ hơn 0")
    if value > leaf.max_points:
        most = format_number(leaf.max_points)
        raise FigureFault(f"Điểm {format_number(value)} vượt mức tối đa {most}")
    step = leaf.rule.step
    if step is not None and value % step:
        raise FigureFault(
            f"Điểm {format_number(value)} không phải bội số của {format_number(step)}"
        )
    if step is None and decimals(value) > cs.places:
        raise FigureFault(f"Tối đa {cs.places} chữ số sau dấu phẩy")


def _check_actual(leaf, value, field_size):
    rule = leaf.rule
    if rule.type == "yes_no" and value not in (Decimal(0), Decimal(1)):
        raise FigureFault("Chỉ nhận có (1) hoặc không (0)")
    if rule.type == "rank_based" and rule.method == "index" and value > 100:
        raise FigureFault("Chỉ số từ 0 đến 100")
    if rule.type == "rank_based" and rule.method != "index":
        whole = value == value.to_integral_value()
        if not whole or not 1 <= value <= field_size:
            raise FigureFault(f"Thứ hạng là số nguyên từ 1 đến {field_size}")
