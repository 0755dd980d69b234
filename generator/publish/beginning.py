"""`tagwerk publish --init`: a few questions, and the section of journal.toml that follows from the answers.

Questions and section are in German, as the rest of journal.toml is, for it is the author who reads them. The section is
put at the end of the file, where a table does no harm to what stands above it; nothing else in the file is touched.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from .. import destinations
from ..config import PATH, line_of
from ..model import Failed, Problem
from .secrets import variable

Question = Callable[[str, str], str]  # what is asked, and the answer if nothing is typed; the answer

# What is asked for each kind: the key, the question, and an answer to begin with.
_LOGIN = (
    ("host", "Rechner (wie er in den Zugangsdaten des Hosters heißt)", ""),
    ("user", "Benutzername dort", ""),
)
QUESTIONS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "rsync": (*_LOGIN, ("path", "Ordner der Seite dort", "/var/www/html")),
    "sftp": (*_LOGIN, ("path", "Ordner der Seite dort", "/")),
    "ftps": (*_LOGIN, ("path", "Ordner der Seite dort", "/")),
    "git": (
        ("remote", "Repository, zum Beispiel git@forge.example:ich/tage.git", ""),
        ("branch", "Zweig, den der Forge ausliefert (GitHub: gh-pages, Codeberg: pages)", "pages"),
        ("cname", "Eigene Domain (leer: keine)", ""),
    ),
    "s3": (
        ("bucket", "Bucket", ""),
        ("endpoint", "Adresse des Speichers (leer: Amazon)", ""),
        ("region", "Region (leer: wie in ~/.aws)", ""),
    ),
    "folder": (("path", "Ordner, absolut oder vom Tagebuch aus", "../www"),),
}
ABOUT = {
    "rsync": "ein Rechner mit ssh und rsync: ein eigener Server, viele Webhoster",
    "sftp": "Webspace mit SFTP, aber ohne rsync",
    "ftps": "Webspace mit FTP, verschlüsselt (FTPS): der übliche Webspace",
    "git": "die „Pages“ eines Forge: GitHub, GitLab, Codeberg, Forgejo",
    "s3": "ein Bucket bei Amazon S3 oder einem verträglichen Speicher, für ein CDN",
    "folder": "ein Ordner auf diesem Rechner",
}

INTRODUCTION = (
    "Wohin `tagwerk publish {name}` die fertige Seite bringt. Steht nur ein Ziel hier oder dieses als erstes, genügt",
    "`tagwerk publish`. Vorher zeigt `tagwerk publish --dry-run`, was sich ändern würde.",
)
KINDS = {
    "folder": ("Ein Ordner auf diesem Rechner, zum Beispiel der eines Webservers oder eine eingebundene Platte.",),
    "rsync": ("Ein Rechner mit ssh und rsync. Es wird nur übertragen, was sich geändert hat.",),
    "sftp": ('Webspace mit SFTP (nicht FTP). Dafür einmal: pip install "tagwerk[sftp]"',),
    "ftps": ("Webspace mit FTPS, also FTP mit Verschlüsselung. Ohne Verschlüsselung wird nichts übertragen.",),
    "git": (
        "Ein Zweig (branch) eines Git-Repositorys, den ein Forge als Seite ausliefert. Jedes Veröffentlichen ist ein",
        "Commit. Achtung: Was je veröffentlicht wurde, bleibt in der Geschichte des Zweigs, auch gelöschte Kommentare.",
    ),
    "s3": ('Ein Bucket bei Amazon S3 oder einem verträglichen Speicher. Dafür einmal: pip install "tagwerk[s3]"',),
}
SECRETS = {
    "rsync": ("Passwörter stehen hier nie. Angemeldet wird mit dem Schlüssel, den auch ssh verwendet.",),
    "sftp": (
        "Passwörter stehen hier nie. Angemeldet wird mit dem Schlüssel, den auch ssh verwendet; sonst mit dem Passwort",
        "aus ~/.netrc, aus der Umgebungsvariablen {variable} oder dem, das du beim Veröffentlichen eintippst.",
    ),
    "ftps": (
        "Das Passwort steht hier nie. Es kommt aus ~/.netrc, aus der Umgebungsvariablen {variable},",
        "oder du tippst es beim Veröffentlichen ein.",
    ),
    "git": ("Zugangsdaten stehen hier nie. Es gilt, was auch für `git push` gilt: dein Schlüssel oder dein Token.",),
    "s3": ("Zugangsdaten stehen hier nie. Sie kommen aus ~/.aws/credentials oder aus Umgebungsvariablen (AWS_…).",),
}
KEYS = {
    "path": "Der Ordner der Seite.",
    "host": "Der Rechner.",
    "user": "Der Name, mit dem man sich dort anmeldet.",
    "port": "Der Port, wenn es nicht der übliche ist.",
    "identity": "Die Datei mit dem privaten Schlüssel, wenn es nicht die übliche ist.",
    "known_hosts": "Eine eigene Datei mit bekannten Rechnern, zum Beispiel für eine CI.",
    "ca_file": "Eine eigene Datei mit Zertifikaten, denen getraut wird.",
    "remote": "Das Repository.",
    "branch": "Der Zweig, den der Forge ausliefert. Nie der mit den Texten.",
    "cname": "Die eigene Domain.",
    "bucket": "Der Bucket.",
    "endpoint": "Die Adresse des Speichers, wenn es nicht Amazon ist.",
    "region": "Die Region.",
    "profile": "Das Profil in ~/.aws, wenn es nicht das übliche ist.",
}
EXAMPLES = {
    "path": "tage", "user": "ich", "port": 2222, "identity": "~/.ssh/id_tage", "known_hosts": "known_hosts",
    "ca_file": "ca.pem", "cname": "tage.example", "endpoint": "https://s3.beispiel.example", "region": "eu-central-1",
    "profile": "tage", "branch": "pages",
}  # fmt: skip


def begin(root: Path, name: str, question: Question) -> str:
    """Ask, and write the section [publish.NAME]; what was chosen. Raises Failed, and then nothing was written."""
    text = _settings(root)
    if name in (tomllib.loads(text).get("publish") or {}):
        hint = "choose another name, or edit what stands there"
        raise Failed([Problem(PATH, line_of(root, "publish"), f"[publish.{name}] is there already", hint)])
    kind = question(f"Art des Ziels ({', '.join(QUESTIONS)})", "rsync").strip()
    if kind not in QUESTIONS:
        raise Failed([Problem(PATH, 1, f'there is no kind "{kind[:40]}"', f"choose one of {', '.join(QUESTIONS)}")])
    answers = {key: question(asked, first).strip() for key, asked, first in QUESTIONS[kind]}
    given = {key: answer for key, answer in answers.items() if answer}
    _, complaints = destinations.read({name: {"type": kind, **given}})
    if complaints:
        raise Failed(Problem(PATH, 1, complaint.message, complaint.hint) for complaint in complaints)
    _append(root / PATH, text, "\n".join(_section(name, kind, given)))
    return kind


def _settings(root: Path) -> str:
    from ..build import settings

    settings(root)  # says what is wrong with the rest of it
    return (root / PATH).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def _section(name: str, kind: str, given: Mapping[str, str]) -> Iterator[str]:
    yield ""
    for line in (*INTRODUCTION, *KINDS[kind], *SECRETS.get(kind, ())):
        yield "# " + line.format(name=name, variable=variable(name))
    yield f"[publish.{name}]"
    yield f'type = "{kind}"'
    for key in destinations.KINDS[kind].__struct_fields__:
        if key == "name":
            continue
        yield f"# {KEYS[key]}"
        written = f"{key} = {json.dumps(given.get(key, EXAMPLES.get(key)), ensure_ascii=False)}"
        yield written if key in given else f"# {written}"
    yield ""


def _append(file: Path, text: str, section: str) -> None:
    """All of the file or nothing, with the line ends it has."""
    joint = "" if text.endswith("\n") or not text else "\n"
    try:
        tomllib.loads(text + joint + section)
    except tomllib.TOMLDecodeError as error:
        hint = "write targets as tables [publish.NAME] at the end of the file, then try again"
        raise Failed([Problem(PATH, 1, "a section cannot be added: publish is written in one line", hint)]) from error
    data = file.read_bytes()
    ends = "\r\n" if b"\r\n" in data else "\n"
    temporary = file.with_name(f".{file.name}.new")
    try:
        temporary.write_bytes(data + (joint + section).replace("\n", ends).encode())
        os.chmod(temporary, file.stat().st_mode & 0o7777)
        os.replace(temporary, file)
    except OSError as error:
        raise Failed([Problem(PATH, 1, f"cannot be written: {error.strerror}", "see to its permissions")]) from error
