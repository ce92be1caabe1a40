"""A drawn page as PDF, to the pixel: the PNG’s own compressed rows become the picture of the one page, so nothing blurs.

Pillow writes PDF too, but the picture as JPEG, which smears letters, or unpacked, which takes megabytes.
Sources: https://www.w3.org/TR/png-3/ and ISO 32000-1, 7.4.4 (the predictors of FlateDecode are PNG’s filters).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

DOTS_PER_INCH = 200
"""Of a page that is drawn to be printed."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_POINTS_PER_INCH = 72
_INDEXED = 3


def pdf_of(picture: bytes, title: str, alt: str, dots_per_inch: int = DOTS_PER_INCH) -> bytes:
    """One page of the picture's size.

    Args:
        picture: a PNG with a palette, not interlaced, as pictures are stored here.
        title: what a reader shows above it.
        alt: what the page shows, for those who have it read to them.

    Raises:
        ValueError: the picture is of another sort.
    """
    parts = list(_chunks(picture))
    across, down, bits, colour_type, _, _, interlaced = struct.unpack(">IIBBBBB", parts[0][1])
    if parts[0][0] != b"IHDR" or colour_type != _INDEXED or interlaced:
        raise ValueError("only a PNG with a palette, not interlaced, becomes a PDF")
    palette = b"".join(content for kind, content in parts if kind == b"PLTE")
    rows = b"".join(content for kind, content in parts if kind == b"IDAT")
    wide, tall = (round(pixels * _POINTS_PER_INCH / dots_per_inch, 2) for pixels in (across, down))
    shown = f"/Figure <</MCID 0>> BDC q {wide} 0 0 {tall} 0 0 cm /Page Do Q EMC".encode()
    colours = f"[/Indexed /DeviceRGB {len(palette) // 3 - 1} <{palette.hex()}>]"
    predicted = f"<</Predictor 15 /Colors 1 /BitsPerComponent {bits} /Columns {across}>>"
    return _written(
        [
            _CATALOG,
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {tall}] /Contents 4 0 R /StructParents 0 "
            "/Resources <</XObject <</Page 5 0 R>>>>>>".encode(),
            _stream(b"", shown),
            _stream(
                f"/Type /XObject /Subtype /Image /Width {across} /Height {down} /BitsPerComponent {bits} /ColorSpace {colours} "
                f"/Filter /FlateDecode /DecodeParms {predicted}".encode(),
                rows,
            ),
            b"<</Title " + _text(title) + b" /Producer (Twinbot)>>",
            b"<</Type /StructTreeRoot /K 8 0 R /ParentTree <</Nums [0 [8 0 R]]>>>>",
            b"<</Type /StructElem /S /Figure /P 7 0 R /Pg 3 0 R /K 0 /Alt " + _text(alt) + b">>",
        ],
        information=6,
    )


_CATALOG = (
    b"<</Type /Catalog /Pages 2 0 R /Lang (en) /MarkInfo <</Marked true>> /StructTreeRoot 7 0 R "
    b"/ViewerPreferences <</DisplayDocTitle true>>>>"
)


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not picture.startswith(_SIGNATURE):
        raise ValueError("this is no PNG")
    at = len(_SIGNATURE)
    while at < len(picture):
        length, kind = struct.unpack_from(">I4s", picture, at)
        yield kind, picture[at + 8 : at + 8 + length]
        at += 12 + length


def _stream(head: bytes, content: bytes) -> bytes:
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (head, len(content), content)


def _text(words: str) -> bytes:
    """Text that is no letter of the file's own alphabet: UTF-16, in hexadecimal."""
    return b"<" + ("\ufeff" + words).encode("utf-16-be").hex().encode() + b">"


def _written(objects: list[bytes], *, information: int) -> bytes:
    """The file: its objects, where each begins, and which come first."""
    made = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    begins = []
    for number, content in enumerate(objects, 1):
        begins.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % begin for begin in begins)
    made += b"trailer\n<</Size %d /Root 1 0 R /Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, information, table)
    return bytes(made)
