"""A text as a QR code, drawn as one path that a page holds without loading anything."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr(text: str) -> SafeString:
    """The code as inline SVG with the quiet zone that readers need; it scales with its frame."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=1, border=4, omitsize=True, svgclass="qr")
    return mark_safe(drawn)  # segno writes nothing of the text but the pattern
