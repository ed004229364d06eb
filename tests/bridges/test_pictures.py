"""What comes out is a picture drawn by us; what cannot be opened is refused in plain words."""

from __future__ import annotations

import io
import resource
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from cohive.bridges import pictures
from cohive.bridges.pictures import UPLOAD_BYTES_MAX, Picture, reencode
from cohive.words.refusals import Refused


def drawn(width: int = 320, height: int = 200, mode: str = "RGB") -> Image.Image:
    """A small scene: dark ground, a light square in the upper left quarter."""
    image = Image.new("RGB", (width, height), (20, 40, 60))
    image.paste((240, 220, 180), (0, 0, width // 2, height // 2))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    sink = io.BytesIO()
    image.save(sink, kind, **how)
    return sink.getvalue()


def looked_at(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def corner(picture: Picture, place: str) -> tuple[int, ...]:
    """The colour a little inside a corner, such as "upper left"."""
    image = looked_at(picture.data).convert("RGB")
    x = image.width // 4 if "left" in place else image.width * 3 // 4
    y = image.height // 4 if "upper" in place else image.height * 3 // 4
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel


def is_light(colour: tuple[int, ...]) -> bool:
    return sum(colour) > 450


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_each_kind_becomes_webp_with_a_thumbnail(kind: str) -> None:
    picture = reencode(saved(drawn(1000, 600), kind), edge_max=800, thumb_edge=100)
    image, thumb = looked_at(picture.data), looked_at(picture.thumb)
    assert (image.format, thumb.format) == ("WEBP", "WEBP")
    assert image.size == (picture.width, picture.height) == (800, 480)
    assert thumb.size == (100, 60)
    assert is_light(corner(picture, "upper left"))
    assert not is_light(corner(picture, "lower right"))
    assert len(picture.digest) == 64


def test_a_small_picture_is_not_blown_up() -> None:
    picture = reencode(saved(drawn(30, 20), "PNG"))
    assert (picture.width, picture.height) == (30, 20)
    assert looked_at(picture.thumb).size == (30, 20)


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = saved(drawn(), "JPEG")
    assert reencode(data) == reencode(data)
    assert reencode(data).digest != reencode(saved(drawn(321), "JPEG")).digest


ORIENTED = {
    1: "upper left",
    2: "upper right",
    3: "lower right",
    4: "lower left",
    5: "upper left",
    6: "upper right",
    7: "lower right",
    8: "lower left",
}


@pytest.mark.parametrize(("orientation", "place"), ORIENTED.items())
def test_a_picture_stands_as_the_camera_was_held(orientation: int, place: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = reencode(saved(drawn(320, 200), "JPEG", exif=exif))
    wide = orientation < 5
    assert (picture.width, picture.height) == ((320, 200) if wide else (200, 320))
    assert is_light(corner(picture, place))
    others = set(ORIENTED.values()) - {place}
    assert not any(is_light(corner(picture, other)) for other in others)


def test_no_metadata_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif[0x8825] = {1: "N", 2: (52.0, 22.0, 12.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        how: dict[str, object] = {"exif": exif, "icc_profile": profile}
        if kind in ("JPEG", "WEBP"):
            how["xmp"] = b"<x:xmpmeta>SECRETPLACE</x:xmpmeta>"
        if kind == "JPEG":
            how["comment"] = b"SECRETCOMMENT"
        data = saved(drawn(), kind, **how)
        assert b"SECRET" in data
        picture = reencode(data)
        for part in (picture.data, picture.thumb):
            assert b"SECRET" not in part
            assert [chunk for chunk in (b"EXIF", b"XMP ", b"ICCP") if chunk in part] == []
            assert looked_at(part).info.get("exif") is None


def test_transparency_stays() -> None:
    image = Image.new("RGBA", (60, 60), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 30, 60))
    again = looked_at(reencode(saved(image, "PNG")).data)
    assert again.mode == "RGBA"
    assert again.getpixel((5, 30))[3] == 255  # type: ignore[index]
    assert again.getpixel((55, 30))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_keeps_its_light_and_dark(mode: str) -> None:
    if mode == "I;16":
        grey = drawn(mode="L")
        image = Image.frombytes(
            "I;16", grey.size, b"".join(bytes([0, value]) for value in grey.tobytes())
        )
    else:
        image = drawn(mode=mode)
    picture = reencode(saved(image, "PNG"))
    assert is_light(corner(picture, "upper left"))
    assert not is_light(corner(picture, "lower right"))


def test_a_print_jpeg_in_cmyk_becomes_a_screen_picture() -> None:
    picture = reencode(saved(drawn(mode="CMYK"), "JPEG"))
    assert is_light(corner(picture, "upper left"))


def with_red_and_blue_exchanged() -> bytes:
    """An ICC profile in which the first channel is blue: sRGB with two tags pointing crosswise."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


def test_colours_of_another_profile_are_brought_to_srgb() -> None:
    red = Image.new("RGB", (40, 40), (250, 10, 10))
    for kind in ("PNG", "JPEG"):
        plain = reencode(saved(red, kind))
        assert corner(plain, "upper left")[0] > 200
        turned = corner(reencode(saved(red, kind, icc_profile=with_red_and_blue_exchanged())), "")
        assert turned[0] < 100 < 200 < turned[2]
        broken = reencode(saved(red, kind, icc_profile=b"no profile at all"))
        assert broken.data == plain.data  # a profile that cannot be read is dropped


def test_only_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [drawn(), Image.new("RGB", (320, 200), (255, 255, 255))]
    for kind in ("GIF", "WEBP", "PNG", "AVIF"):
        picture = reencode(saved(frames[0], kind, save_all=True, append_images=frames[1:]))
        assert getattr(looked_at(picture.data), "n_frames", 1) == 1
        assert not is_light(corner(picture, "lower right"))


def refusal(data: bytes, **how: int | float) -> str:
    with pytest.raises(Refused) as caught:
        reencode(data, **how)  # type: ignore[arg-type]
    assert caught.value.field == "picture"
    return str(caught.value)


def test_a_drawing_that_can_carry_programs_is_refused_in_words() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for data in (svg, b"\xef\xbb\xbf  \n" + svg, b'<?xml version="1.0"?><!-- x -->' + svg):
        assert "SVG" in refusal(data)


def test_a_heic_picture_is_named_and_an_avif_of_the_same_family_is_taken() -> None:
    heic = struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + b"\0" * 64
    assert "HEIC" in refusal(heic)
    assert "HEIC" not in refusal(struct.pack(">I", 24) + b"ftypmif1\0\0\0\0avifmif1" + b"\0" * 64)


@pytest.mark.parametrize(
    "data",
    [
        b"not a picture",
        b"%PDF-1.7 something",
        b"MZ\x90\x00",
        b"GIF",
        b"<html><body><img></body></html>",
        b"BM" + b"\0" * 60,
        b"II*\0" + b"\0" * 60,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\x00\x00\x01\x00\x01\x00" + b"\0" * 60,
    ],
)
def test_another_kind_of_file_is_refused(data: bytes) -> None:
    assert "not a picture that can be shown" in refusal(data)


def test_an_empty_file_and_a_huge_file_are_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_more: pytest.fail("was opened"))
    assert refusal(b"") == "This file is empty."
    assert "25 MiB" in refusal(b"\xff\xd8" + b"\0" * UPLOAD_BYTES_MAX)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
@pytest.mark.parametrize("kept", [0.4, 0.9])
def test_a_cut_off_picture_is_refused(kind: str, kept: float) -> None:
    noisy = Image.effect_noise((200, 200), 80).convert("RGB")
    data = saved(noisy, kind)
    assert "damaged" in refusal(data[: int(len(data) * kept)])


def png(width: int, height: int, pixels: bytes, extra: bytes = b"") -> bytes:
    """A grey PNG by hand, so that its header may promise anything."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (8_001, 5_000), (2**31 - 1, 2)])
def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked(width: int, height: int) -> None:
    began = time.monotonic()
    assert "40 megapixels" in refusal(png(width, height, zlib.compress(b"\0" * 1000)))
    assert time.monotonic() - began < 5


def test_a_bomb_of_text_inside_a_picture_does_no_harm() -> None:
    packed = zlib.compress(b"x" * (300 * 1024 * 1024), 9)
    body = b"Comment\0\0" + packed
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + body))
    data = png(8, 8, zlib.compress(b"\0" * 72), extra=chunk)
    assert "damaged" in refusal(data)


def test_forty_megapixels_of_every_kind_fit_into_the_memory_given() -> None:
    wide = Image.linear_gradient("L").resize((8000, 5000), Image.Resampling.NEAREST)
    for kind, mode, how in (
        ("PNG", "RGBA", {"compress_level": 1}),
        ("JPEG", "RGB", {"progressive": True, "quality": 50}),
        ("WEBP", "RGB", {"method": 0, "quality": 30}),
    ):
        picture = reencode(saved(wide.convert(mode), kind, **how))
        assert (picture.width, picture.height) == (2400, 1500)


def test_too_little_memory_is_a_refusal_and_the_place_lives_on() -> None:
    data = saved(drawn(6000, 6000), "PNG")
    assert "too much to open" in refusal(data, memory_bytes=160 * 1024 * 1024)
    assert reencode(saved(drawn(), "PNG")).width == 320


def test_too_little_time_is_a_refusal() -> None:
    began = time.monotonic()
    assert "too much to open" in refusal(saved(drawn(), "PNG"), wall_seconds=0.01)
    assert time.monotonic() - began < 5


def test_the_worker_limits_itself_before_it_reads_the_picture() -> None:
    seen = subprocess.run(
        [sys.executable, "-c", _SPY], input=b"", capture_output=True, check=True, timeout=30
    )
    assert seen.stdout.split() == [b"RLIMIT_AS", b"RLIMIT_CPU", b"read"]


_SPY = f"""
import io, json, resource, runpy, sys
said = []
real = resource.setrlimit
def note(what, limits):
    for name in ("RLIMIT_AS", "RLIMIT_CPU"):
        if what == getattr(resource, name): said.append(name)
resource.setrlimit = note
class Source(io.BytesIO):
    def read(self, *args):
        said.append("read")
        return super().read(*args)
worker = runpy.run_path({str(Path(pictures.__file__).with_name("picture_worker.py"))!r})
job = dict(memory_bytes=1, cpu_seconds=1, pixels_max=9, edge_max=9, thumb_edge=9, quality=9)
worker["main"](Source(json.dumps(job).encode() + b"\\nx"), io.BytesIO())
print(*said)
"""


def test_a_broken_worker_is_our_fault_and_not_the_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "worker.py"
    broken.write_text("raise KeyError('worker')")
    monkeypatch.setattr(pictures, "_WORKER", broken)
    with pytest.raises(RuntimeError, match="worker"):
        reencode(saved(drawn(), "PNG"))


def test_a_worker_that_is_killed_found_the_picture_too_heavy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = tmp_path / "worker.py"
    dying.write_text("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)")
    monkeypatch.setattr(pictures, "_WORKER", dying)
    assert "too much to open" in refusal(saved(drawn(), "PNG"))


def test_a_file_that_is_two_things_comes_out_as_a_picture_only() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    for kind in ("GIF", "JPEG", "PNG"):
        both = saved(drawn(), kind) + b"<script>alert(1)</script><?php evil(); ?>" + sink.getvalue()
        assert zipfile.is_zipfile(io.BytesIO(both))
        picture = reencode(both)
        for part in (picture.data, picture.thumb):
            assert b"script" not in part
            assert b"php" not in part
            assert not zipfile.is_zipfile(io.BytesIO(part))
    assert "not a picture" in refusal(b"<script>alert(1)</script>" + saved(drawn(), "GIF"))


def test_the_process_of_the_place_does_not_grow() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal(png(50_000, 50_000, zlib.compress(b"\0" * 1000)))
    reencode(png(6000, 6000, zlib.compress(b"\0" * (6001 * 6000))))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (after - before) / 1024 < 100  # MiB


SEEDS = [saved(drawn(64, 48), kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "AVIF")]
spoiled = st.tuples(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=8),
    st.integers(0, 2**16),
)


def survive(case: tuple[bytes, list[tuple[int, int]], int]) -> None:
    """Either a picture of ours or a sentence; nothing else may happen."""
    seed, changes, cut = case
    data = bytearray(seed)
    for position, value in changes:
        data[position % len(data)] = value
    if cut % 4 == 0:
        del data[cut % len(data) :]
    try:
        picture = reencode(bytes(data))
    except Refused:
        return
    assert looked_at(picture.data).format == "WEBP"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoiled)
def test_a_spoiled_picture_is_a_picture_or_a_sentence(
    case: tuple[bytes, list[tuple[int, int]], int],
) -> None:
    survive(case)


@pytest.mark.night
@settings(max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoiled)
def test_five_thousand_spoiled_pictures_are_pictures_or_sentences(
    case: tuple[bytes, list[tuple[int, int]], int],
) -> None:
    survive(case)
