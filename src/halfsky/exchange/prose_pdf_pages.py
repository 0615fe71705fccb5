"""The child that reads a PDF: bytes in, one JSON object out, in bounded memory and time.

Runs as `python -I -m halfsky.exchange.prose_pdf_pages`. It answers with `texts` (one a page), or with `locked`, or with
`pages` alone where there are too many.
"""

from __future__ import annotations

import json
import resource
import sys
from io import BytesIO

from halfsky.exchange.prose_text import MOST_PAGES

MOST_MEMORY = 1 << 30
MOST_SECONDS = 50
MOST_LETTERS = 2_000_000


def main() -> None:
    """Read standard input, answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 5))
    json.dump(answer(sys.stdin.buffer.read()), sys.stdout)


def answer(content: bytes) -> dict[str, object]:
    """The texts of the pages. What pypdf raises ends the process, and the parent says that the file is damaged."""
    import logging

    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError

    logging.disable(logging.CRITICAL)
    reader = PdfReader(BytesIO(content), strict=False)
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            return {"locked": True}
        pages = len(reader.pages)
    except FileNotDecryptedError:
        return {"locked": True}
    if pages > MOST_PAGES:
        return {"pages": pages}
    texts: list[str] = []
    for page in reader.pages:
        texts.append(page.extract_text())
        if sum(map(len, texts)) > MOST_LETTERS:
            break
    return {"texts": texts, "pages": pages}


if __name__ == "__main__":
    main()
