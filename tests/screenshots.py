"""Pictures of the sample journal for the documentation: `make screenshots`."""

from __future__ import annotations

import functools
import http.server
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from PIL import Image

from generator.build import Options, build

ROOT = Path(__file__).parents[1]
SHOTS = {
    "entry": "/2024/10/23/ueberfahrt/",
    "home": "/",
}
SIZES = {"desktop": (1280, 1000, "light"), "phone": (390, 844, "light"), "dark": (1280, 1000, "dark")}


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        pass


def main() -> None:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        result = build(Options(ROOT, Path(folder).resolve() / "output"))
        if result.failed:
            sys.exit("\n".join(str(problem) for problem in result.problems))
        handler = functools.partial(_Handler, directory=f"{folder}/output")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for name, path in SHOTS.items():
                for size, (width, height, scheme) in SIZES.items():
                    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                    page.goto(f"http://127.0.0.1:{server.server_port}{path}", wait_until="networkidle")
                    _keep(page.screenshot(), ROOT / "docs" / f"{name}-{size}.png", Path(folder))
        server.shutdown()


def _keep(data: bytes, target: Path, folder: Path) -> None:
    """As a PNG of 256 colours, a third as large and no different to the eye."""
    raw = folder / "shot.png"
    raw.write_bytes(data)
    target.parent.mkdir(exist_ok=True)
    with Image.open(raw) as picture:
        picture.convert("RGB").quantize(256).save(target, optimize=True)


if __name__ == "__main__":
    main()
