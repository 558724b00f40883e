"""The process that opens a stranger's picture: nothing else of the newsroom ever decodes one.

`python -m newsroom.photos.child REQUEST ANSWER`, both files of JSON. `decoding.py` starts it
without the newsroom's environment, waits so long and no longer, and believes an answer of the right
form only. The limits are set before the picture is opened.
"""

import io
import json
import resource
import sys
import warnings
from pathlib import Path

from PIL import Image, ImageCms, UnidentifiedImageError

from newsroom.photos import cropping, likeness, metadata

# What Pillow may try; whatever the file's name says.
READ = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "HEIF": "image/heic",
}
SAVE = {
    "jpeg": {"format": "JPEG", "quality": 78, "optimize": True, "progressive": True},
    "webp": {"format": "WEBP", "quality": 78, "method": 4},
}
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


class Unreadable(Exception):
    """A file that is refused; the argument is a word that `decoding.py` has a sentence for."""


def main(request_path, answer_path):
    """Answer one request."""
    request = json.loads(Path(request_path).read_text())
    limit(request)
    try:
        answer = developed(request)
    except Unreadable as refusal:
        answer = {"refused": refusal.args[0]}
    except MemoryError:
        answer = {"refused": "memory"}
    Path(answer_path).write_text(json.dumps(answer))


def limit(request):
    """Bound memory, processor time and the size of files, for good."""
    # macOS knows no limit of the address space.
    memory = () if sys.platform == "darwin" else ((resource.RLIMIT_AS, request["memory"]),)
    for what, most in (
        *memory,
        (resource.RLIMIT_CPU, request["seconds"]),
        (resource.RLIMIT_FSIZE, request["file_size"]),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def developed(request):
    """What the picture is, what it says of itself, and its files; raises Unreadable."""
    image = opened(request)
    size = oriented_size(image)
    if size[0] * size[1] > request["pixels"]:
        raise Unreadable("pixels")
    if image.format == "WEBP" and size[0] * size[1] > request["webp_pixels"]:
        raise Unreadable("webp")
    if min(size) < request["least_side"]:
        raise Unreadable("small")
    if image.format not in ("MPO", "HEIF") and getattr(image, "n_frames", 1) > 1:
        raise Unreadable("moving")
    answer = {
        "media_type": READ[image.format],
        "width": size[0],
        "height": size[1],
        "fields": metadata.fields_of(image) if request["read_fields"] else {},
    }
    plan = cropping.plan(*size, cropping.CENTRE)
    base = decoded(image, cropping.needed_scale(plan))
    focal = request["focal"] or cropping.suggested_focal(base)
    answer["likeness"] = likeness.likeness_of(base)
    answer["focal"] = focal
    unit = 1 if sys.platform == "darwin" else 1024
    answer["files"] = made(base, size, focal, set(request["crops"]), Path(request["folder"]))
    answer["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return answer


def opened(request):
    """The picture, opened but not decoded. Raises Unreadable."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = request["pixels"]
    with open(request["original"], "rb") as file:
        head = file.read(4096)
    is_heif = head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS
    if is_heif and b"avif" not in head[8:64]:
        try:
            from pi_heif import register_heif_opener
        except ImportError:
            raise Unreadable("heic") from None
        register_heif_opener(thumbnails=False, decode_threads=1)
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and b"<svg" in head.lower():
        raise Unreadable("svg")
    try:
        return Image.open(
            request["original"],
            formats=[name for name in READ if name != "MPO" and (name != "HEIF" or is_heif)],
        )
    except UnidentifiedImageError:
        raise Unreadable("type") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable("pixels") from None
    except MemoryError:
        raise
    # Plug-ins raise whatever their bytes lead them to (OSError, ValueError, struct.error, …).
    except Exception:  # noqa: BLE001
        raise Unreadable("broken") from None


def oriented_size(image):
    """Width and height as it is looked at, not as the camera was held."""
    width, height = image.size
    return (height, width) if _orientation(image) in (5, 6, 7, 8) else (width, height)


def _orientation(image):
    try:
        return image.getexif().get(0x0112, 1)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 broken EXIF: the picture is looked at as it lies
        return 1


def decoded(image, scale):
    """The whole picture in sRGB, upright, no larger than its files need. Raises Unreadable."""
    orientation = _orientation(image)
    size = image.size
    try:
        # A JPEG is decoded smaller at once, which saves most of the time and the memory.
        is_scaled = image.draft(None, [max(1, int(side * scale)) for side in size]) is not None
        image.load()
        if not is_scaled and image.size != size:
            raise Unreadable("broken")
        profile = image.info.get("icc_profile")
        image = plain(image)
        # Half as much again stays for the better filter.
        factor = int(1 / (scale * 1.5))
        if not is_scaled and factor > 1:
            image = image.reduce(factor)
        return upright(in_srgb(image, profile), orientation)
    except (MemoryError, Unreadable):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable("pixels") from None
    # Decoders raise whatever their bytes lead them to; cut-off files are an OSError.
    except Exception as error:  # noqa: BLE001
        raise Unreadable("truncated" if "truncated" in str(error) else "broken") from None


TURNED = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}


def upright(image, orientation):
    """Turned as EXIF says."""
    for turn in TURNED.get(orientation, ()):
        image = image.transpose(turn)
    return image


def plain(image):
    """With a channel of its own for each colour, eight bits deep."""
    if image.mode.startswith("I"):  # 16 bits of grey.
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in image.info or image.mode in ("PA", "LA", "RGBa", "La"):
        return image.convert("RGBA")
    return image if image.mode in ("RGB", "RGBA", "L", "CMYK") else image.convert("RGB")


def in_srgb(image, profile):
    """RGB in the colour space that the web expects; what was transparent is white."""
    if image.mode == "RGBA":
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if source.profile.xcolor_space.strip() == COLOUR_SPACES[image.mode]:
                return ImageCms.profileToProfile(
                    image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
                )
        except (ImageCms.PyCMSError, OSError, ValueError, KeyError):
            pass  # A broken profile: the numbers are taken for sRGB, as browsers do.
    return image.convert("RGB")


COLOUR_SPACES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}


def made(base, size, focal, crops, folder):
    """The files of the wanted crops, written into `folder`: a list of what each is."""
    files = []
    scale_x, scale_y = base.width / size[0], base.height / size[1]
    images = {}
    for planned in cropping.plan(*size, focal):
        if planned.crop not in crops:
            continue
        key = (planned.crop, planned.width, planned.height)
        if key not in images:
            left, top, right, bottom = planned.box
            box = (left * scale_x, top * scale_y, right * scale_x, bottom * scale_y)
            images[key] = base.resize(
                key[1:], Image.Resampling.LANCZOS, box=_inside(box, base.size), reducing_gap=3.0
            )
        name = f"{planned.crop}-{planned.width}.{planned.format}"
        images[key].save(folder / name, **SAVE[planned.format])
        files.append(
            {
                "crop": planned.crop,
                "format": planned.format,
                "width": planned.width,
                "height": planned.height,
                "name": name,
            }
        )
    return files


def _inside(box, size):
    """Without what rounding adds at the edge."""
    return (max(0, box[0]), max(0, box[1]), min(size[0], box[2]), min(size[1], box[3]))


if __name__ == "__main__":
    main(*sys.argv[1:])
