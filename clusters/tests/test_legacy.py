"""Texts from before Unicode are recognised, offered in Unicode, never mistaken."""

import pytest

from clusters.text import legacy

PAIRS = [
    ("tcvn3", "NguyÔn V¨n §øc, huyÖn Chî §ån", "Nguyễn Văn Đức, huyện Chợ Đồn"),
    ("tcvn3", "tØnh B¾c K¹n, x· Th­îng Gi¸o", "tỉnh Bắc Kạn, xã Thượng Giáo"),
    ("vni", "Nguyeãn Vaên Ñöùc, huyeän Chôï Ñoàn", "Nguyễn Văn Đức, huyện Chợ Đồn"),
    ("vni", "phöôøng, thò xaõ, keát quaû", "phường, thị xã, kết quả"),
]


@pytest.mark.parametrize(("encoding", "old", "new"), PAIRS)
def test_old_text_is_recognised_and_converted(encoding, old, new):
    assert legacy.detect(old) == encoding
    assert legacy.convert(old, encoding) == new


def test_the_caps_face_holds_small_letters():
    assert legacy.convert("b¸o c¸o", "tcvn3", font=".VnTimeH") == "BÁO CÁO"


@pytest.mark.parametrize(
    "text",
    ["Nguyễn Văn Đức", "toà án", "hoà", "quý", "café", "ha", "", "98,6 %", "Ùn tắc", "khoá"],
)
def test_text_in_unicode_is_left_alone(text):
    assert legacy.detect(text) is None


def test_the_font_tells_where_the_letters_do_not():
    assert legacy.detect("hoµ", font=".VnTime") == "tcvn3"
    assert legacy.detect("hoaø", font="VNI-Times") == "vni"
    assert legacy.detect("Nguyễn", font=".VnTime") is None
