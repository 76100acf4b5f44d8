"""Pictures, mostly photos from phones: turned upright, made smaller, freed of where and who."""

import io
import threading
import warnings

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from clusters.files.kinds import JPG, PNG, FileFault, Kind
from clusters.files.names import shown_name

LONGEST_EDGE = 2000
MOST_PIXELS = 80_000_000
JPEG_QUALITY = 85
FORMATS = {"JPEG": JPG, "PNG": PNG}
_one_at_a_time = threading.Lock()


def clean_picture(file, name: str) -> tuple[bytes, Kind]:
    """The picture drawn anew: upright, at most 2,000 px, without position, camera, profile, text.

    A PNG stays one; everything else comes out as JPEG.

    Raises:
        FileFault: damaged, or too many pixels (read from its head, before anything is drawn).
    """
    shown = shown_name(name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(file, formats=tuple(FORMATS))
            if picture.width * picture.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            kind = FORMATS[picture.format]
            _load_whole(picture)
            upright = ImageOps.exif_transpose(picture)
            return _drawn(upright, kind), kind
    except Image.DecompressionBombError:
        raise FileFault(
            f"Ảnh {shown} có quá {MOST_PIXELS // 1_000_000} triệu điểm ảnh. "
            "Giảm kích thước ảnh rồi tải lại."
        ) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError,
            OverflowError, EOFError, MemoryError, IndexError, TypeError, KeyError):  # fmt: skip
        raise FileFault(
            f"Ảnh {shown} hỏng, không mở được. Chụp hoặc lưu lại rồi tải lên."
        ) from None
    finally:
        file.seek(0)


def _load_whole(picture):
    """Decode all of it: WeasyPrint tells Pillow to fill, for everybody, what is missing."""
    with _one_at_a_time:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            picture.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _drawn(picture, kind) -> bytes:
    """The pixels alone, in a file that holds nothing else."""
    if kind is JPG or picture.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
        picture = picture.convert("RGB") if kind is JPG else picture.convert("RGBA")
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    bare = Image.new(picture.mode, picture.size)
    if picture.mode == "P":
        bare.putpalette(picture.getpalette())
    bare.paste(picture)
    out = io.BytesIO()
    if kind is JPG:
        bare.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        transparency = picture.info.get("transparency")
        extra = {} if transparency is None else {"transparency": transparency}
        bare.save(out, "PNG", optimize=True, **extra)
    return out.getvalue()
