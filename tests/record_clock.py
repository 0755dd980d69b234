"""Makes the sound of the kitchen clock in the sample journal: `python -m tests.record_clock [FOLDER]`.

Four seconds of ticking as a WAV file, eight bits at 8 kHz, because that is the smallest thing every browser plays.
"""

from __future__ import annotations

import io
import math
import random
import sys
import wave
from pathlib import Path

NAME = "entries/2025/2025-03-30-kleine-reserve/kuechenuhr.wav"
RATE = 8000  # samples in a second
SECONDS = 4
TOCK = 0.54  # of a second after each tick: the clock hangs askew
SEED = 7588


def main(folder: Path) -> None:
    path = folder / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(recording())


def recording() -> bytes:
    """The WAV file's bytes."""
    hiss = random.Random(SEED)
    samples = [hiss.gauss(0, 0.004) for _ in range(RATE * SECONDS)]
    for second in range(SECONDS):
        add(samples, second + 0.2, 2300, hiss)
        add(samples, second + 0.2 + TOCK, 1750, hiss)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes(max(0, min(255, round(128 + 120 * sample))) for sample in samples))
    return buffer.getvalue()


def add(samples: list[float], start: float, pitch: float, noise: random.Random) -> None:
    """Add one click at `start` seconds: a burst of noise and the case that rings at `pitch` hertz."""
    first = round(start * RATE)
    for n in range(min(RATE // 10, len(samples) - first)):
        ring = 0.45 * math.sin(2 * math.pi * pitch * n / RATE) * math.exp(-n / 90)
        samples[first + n] += ring + noise.gauss(0, 0.35) * math.exp(-n / 22)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent.parent / "content")
