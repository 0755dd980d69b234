"""What goes wrong between here and there, for every kind of place: readers keep a site that works, no secret is said,
and the next publish gives exactly the output."""

from __future__ import annotations

import contextlib
import os
import random
import re
import subprocess
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generator.destinations import Destination
from generator.publish import manifest, places, run
from generator.publish.folder import FolderTarget
from generator.publish.lock import PREFIX, STALE, Claim
from generator.publish.site import built, extra_files, settings
from generator.publish.target import OWN, Done, File, Found, Interrupted, PublishError, Target

from ..conftest import SETTINGS, LaidOut
from .places import InFolder, InGit, InS3, Make, OverFtps, OverSsh, Place, Tree, section, site
from .servers import FtpServer, Sshd, keygen, line
from .test_every_place import published, refused

WHO = run.Who("wiebke@rechner", "journal@rechner")
OTHER = run.Who("ulla@rechner", "anderes@rechner")
NOTHING_SPECIAL = run.Wishes()
SEEDS = int(os.environ.get("TAGWERK_CUTS", "1"))  # how many different instants each line is cut at
NOON = 1_480_000_000.0


class Killed(BaseException):
    """The process is gone."""


class Patience:
    """A clock that runs only while somebody waits, and a record of how long."""

    def __init__(self, tries: int = 100) -> None:
        self.waited: list[float] = []
        self._tries = tries

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        if len(self.waited) > self._tries:
            raise Killed

    def now(self) -> float:
        return NOON + sum(self.waited)

    def world(self, said: list[str] | None = None) -> run.World:
        return run.World(self.sleep, self.now, (said if said is not None else []).append)


def laid_out(day: LaidOut, place: Place, port: int = 0) -> tuple[Destination, dict[str, File]]:
    day.write("content/journal.toml", f"{SETTINGS}{section(place, port)}")
    _, files = built(day.root, day.root / "output", 1)
    return settings(day.root).publish[0], files


def bring(
    day: LaidOut,
    place: Place,
    world: run.World,
    port: int = 0,
    who: run.Who = WHO,
    wishes: run.Wishes = NOTHING_SPECIAL,
) -> None:
    destination, files = laid_out(day, place, port)
    target = places.target(destination, day.root, lambda question: None)
    folder = places.own_folder(day.root, destination.name)
    folder.mkdir(parents=True, exist_ok=True)
    files |= extra_files(target.extras(), files, folder / "extras")
    run.publish(target, files, who, wishes, world)


def works(tree: Tree) -> bool:
    """Whether every page there has the styles, scripts and photos that it needs."""
    for path, data in tree.items():
        if path.endswith(".html"):
            needed = re.findall(rb"""(?:src|srcset)="/([^" ]+)|<link rel="stylesheet" href="/([^"]+)""", data)
            if not all((one or other).decode() in tree for one, other in needed):
                return False
    return True


def edit(day: LaidOut) -> None:
    """One of each: new, changed, removed, and a style sheet of another name."""
    day.write("content/entries/2016-05-17-anfang.md", "---\nort: Köln\n---\nEs fängt noch einmal an.\n")
    day.write("content/entries/2016-05-19-neu.md", "Ein neuer Tag.\n")
    day.write("templates/assets/style.css", "p { color: teal }")
    if (day.root / "content/pages/impressum.md").exists():
        day.remove("content/pages/impressum.md")


# ---- the line breaks


def test_a_line_that_breaks_now_and_then_is_no_more_than_a_delay(small: LaidOut, place_on_a_server: Place) -> None:
    place, dice, patience = place_on_a_server, random.Random(868), Patience()
    published(small, place)
    edit(small)
    with line(place.port) as broken:
        broken.break_after(*(dice.randrange(500, 12_000) for _ in range(3)))
        bring(small, place, patience.world(), broken.port)
    assert site(place) == small.tree()
    assert len(patience.waited) <= 3


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_publish_that_was_cut_off_leaves_a_site_that_works_and_the_next_one_completes_it(
    small: LaidOut, place_on_a_server: Place, seed: int
) -> None:
    place, dice = place_on_a_server, random.Random(868 + seed)
    for _ in range(2):
        with line(place.port) as broken, contextlib.suppress(Killed):
            broken.break_after(dice.randrange(3000, 40_000))
            bring(small, place, Patience(tries=0).world(), broken.port)
        assert works(site(place))
        edit(small)
    bring(small, place, Patience().world())
    assert site(place) == small.tree()
    assert [name for name in place.tree() if name.startswith(OWN)] == [manifest.NAME]


def test_tries_are_made_after_longer_and_longer_pauses_and_have_an_end(small: LaidOut, make_place: Make) -> None:
    place, patience, said = make_place("sftp"), Patience(), list[str]()
    with line(9) as dead, pytest.raises(Interrupted, match=r"no connection to 127\.0\.0\.1"):
        bring(small, place, patience.world(said), dead.port)  # nobody listens at port 9
    assert patience.waited == [1, 2, 4, 8, 16]
    assert all("trying again in" in text for text in said)


# ---- broken off at any instant: all of them, one after the other


class Breaking:
    """A target that stops the process before its n-th step; each file that arrives is one."""

    differences = False

    def __init__(self, target: Target, steps: int) -> None:
        self._target = target
        self._left = steps

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise Killed

    def extras(self) -> Mapping[str, bytes]:
        return {}

    def open(self) -> None:
        self._target.open()

    def close(self) -> None:
        self._target.close()

    def names(self) -> Collection[str]:
        return self._target.names()

    def read(self, name: str) -> bytes | None:
        return self._target.read(name)

    def write(self, name: str, data: bytes) -> None:
        self._step()
        self._target.write(name, data)

    def look(self, paths: Collection[str]) -> Mapping[str, Found]:
        return self._target.look(paths)

    def put(self, files: Mapping[str, File], done: Done) -> None:
        for path, file in files.items():
            self._step()
            self._target.put({path: file}, done)

    def remove(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._step()
            self._target.remove([path])

    def remove_folders(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._step()
            self._target.remove_folders([path])

    def finish(self) -> None:
        self._target.finish()


def test_broken_off_before_any_step_the_site_works_and_the_next_publish_completes_it(
    small: LaidOut, tmp_path: Path
) -> None:
    place = InFolder(tmp_path / "ziel")
    _, before = laid_out(small, place)
    target = FolderTarget(place.folder)
    run.publish(target, before, WHO, run.Wishes(), Patience().world())
    old, kept = site(place), {path: file.source.read_bytes() for path, file in before.items()}
    edit(small)
    _, files = laid_out(small, place)
    for steps in range(1000):
        for path in place.tree():
            place.remove(path)
        for path, data in kept.items():
            place.write(path, data)
        _restore(place, old, before)
        try:
            run.publish(Breaking(target, steps), files, WHO, run.Wishes(), Patience().world())
        except Killed:
            assert works(site(place)), steps
            run.publish(target, files, WHO, run.Wishes(), Patience().world())
            assert site(place) == small.tree(), steps
            assert [name for name in place.tree() if name.startswith(OWN)] == [manifest.NAME], steps
        else:
            break
    assert steps > 30


def _restore(place: InFolder, old: Tree, files: Mapping[str, File]) -> None:
    """As it was after the first publish, with a manifest that knows its time stamps."""
    assert site(place) == old
    known = {
        path: manifest.Published(file.size, file.digest, str(os.stat(place.folder / path).st_mtime_ns))
        for path, file in files.items()
    }
    (place.folder / manifest.NAME).write_bytes(manifest.pack(manifest.Manifest(files=known)))


# ---- two at once


def hold(place: Place, claim: Claim) -> None:
    place.write(f"{PREFIX}0123456789", manifest.pack(claim))


@pytest.mark.parametrize("kind", ["folder", "rsync", "sftp", "ftps", "s3"])
def test_while_somebody_else_publishes_we_do_not(small: LaidOut, make_place: Make, kind: str) -> None:
    """The second one comes when the first has sent some files, and leaves nothing there."""
    place, refusals = make_place(kind), list[BaseException | None]()

    def progress(what: str, done: int, total: int) -> None:
        if done == total // 2:
            with ThreadPoolExecutor(1) as another:
                refusals.append(another.submit(bring, small, place, Patience().world()).exception())
            assert sum(name.startswith(PREFIX) for name in place.tree()) == 1

    bring(small, place, Patience().world()._replace(progress=progress), who=OTHER)
    (refusal,) = refusals
    assert isinstance(refusal, PublishError)
    assert refusal.message.startswith("ulla@rechner is publishing")
    assert "--break-lock" in refusal.hint
    assert site(place) == small.tree()


def test_a_lock_can_be_broken_by_who_knows_that_its_owner_is_gone(small: LaidOut, tmp_path: Path) -> None:
    place = InFolder(tmp_path / "ziel")
    published(small, place)
    edit(small)
    hold(place, Claim(OTHER.owner, OTHER.journal, NOON, True, ("index.html",)))
    with pytest.raises(PublishError, match="ulla@rechner is publishing"):
        bring(small, place, Patience().world())
    bring(small, place, Patience().world(), wishes=run.Wishes(break_lock=True))
    assert site(place) == small.tree()


@pytest.mark.parametrize(
    ("claim", "seconds"),
    [
        (Claim(OTHER.owner, OTHER.journal, NOON, True), STALE + 1),
        (Claim(WHO.owner, WHO.journal, NOON, True), 0),
        (Claim(OTHER.owner, OTHER.journal, NOON, False), 0),
    ],
    ids=["it was not heard of for long", "it was us", "it gave up"],
)
def test_a_lock_whose_owner_is_gone_is_taken_over_with_what_it_left(
    small: LaidOut, tmp_path: Path, claim: Claim, seconds: int
) -> None:
    place = InFolder(tmp_path / "ziel")
    bring(small, place, Patience().world())
    place.write("2016/angefangen.html", b"<p>Von einem, der nie fertig wurde.")
    place.write("2016/fremd.html", b"<p>Von jemand anderem.")
    left = ("2016/angefangen.html", "../flucht.txt", "/etc/passwd", f"{OWN}x", "index.html")
    (tmp_path / "flucht.txt").write_text("bleibt")
    hold(place, Claim(claim.owner, claim.journal, claim.renewed, claim.held, left))
    patience = Patience()
    patience.waited.append(seconds)
    bring(small, place, patience.world())
    assert site(place) == {**small.tree(), "2016/fremd.html": b"<p>Von jemand anderem."}
    assert (tmp_path / "flucht.txt").read_text() == "bleibt"


class Crowd(FolderTarget):
    """Somebody else takes a lock right before we take ours."""

    def write(self, name: str, data: bytes) -> None:
        if name.startswith(PREFIX):
            super().write(f"{PREFIX}ulla", manifest.pack(Claim(OTHER.owner, OTHER.journal, NOON)))
        super().write(name, data)


def test_of_two_who_come_at_once_neither_goes_on_without_the_other(small: LaidOut, tmp_path: Path) -> None:
    place = InFolder(tmp_path / "ziel")
    _, files = laid_out(small, place)
    with pytest.raises(PublishError, match="at the same moment"):
        run.publish(Crowd(place.folder), files, WHO, run.Wishes(), Patience().world())
    assert list(place.tree()) == [f"{PREFIX}ulla"]


def test_who_pushed_in_between_is_not_overwritten(small: LaidOut, make_place: Make) -> None:
    place = make_place("git")
    assert isinstance(place, InGit)
    published(small, place)
    edit(small)
    pushed: list[str] = []

    def progress(what: str, done: int, total: int) -> None:
        if not pushed:
            place.write("fremd.txt", b"dazwischen")
            pushed.extend(place.commits())

    bring(small, place, Patience().world()._replace(progress=progress))
    assert site(place) == {**small.tree(), "fremd.txt": b"dazwischen"}
    assert place.commits()[-len(pushed) :] == pushed  # no history was rewritten


# ---- strangers, and secrets


@pytest.mark.parametrize("kind", ["rsync", "sftp", "git"])
@pytest.mark.parametrize("known", ["another", "none"])
def test_a_host_whose_key_is_not_the_known_one_is_refused(
    small: LaidOut, make_place: Make, kind: str, known: str, tmp_path: Path
) -> None:
    place = make_place(kind)
    assert isinstance(place, OverSsh | InGit)
    published(small, place)
    edit(small)
    right, before = place.host.known_hosts.read_text(), place.tree()
    other = f"[127.0.0.1]:{place.port} {keygen(tmp_path / 'other')}\n" if known == "another" else ""
    try:
        place.host.known_hosts.write_text(other)
        said = refused(small, place)
    finally:
        place.host.known_hosts.write_text(right)
    assert "key" in said or "not known" in said
    assert "ssh-keygen -R" in said or "log in once by hand" in said
    assert place.tree() == before
    published(small, place)


@pytest.mark.parametrize("kind", ["rsync", "sftp", "git"])
def test_a_key_that_the_host_does_not_know_is_denied(
    small: LaidOut, make_place: Make, kind: str, tmp_path: Path
) -> None:
    place = make_place(kind)
    assert isinstance(place, OverSsh | InGit)
    keygen(tmp_path / "fremd")
    right = place.host
    place.host = Sshd(right.port, right.user, tmp_path / "fremd", right.known_hosts)
    assert "the host does not let us in" in refused(small, place)
    assert place.tree() == {}
    place.host = right
    published(small, place)


def test_a_wrong_password_is_denied_and_never_shown(
    small: LaidOut, make_place: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_place("ftps")
    monkeypatch.setenv("TAGWERK_PASSWORD_ZIEL", "falsch-und-geheim")
    said = refused(small, place)
    assert "does not let us in" in said
    assert "falsch-und-geheim" not in said
    monkeypatch.setenv("TAGWERK_PASSWORD_ZIEL", place.variables["TAGWERK_PASSWORD_ZIEL"])
    assert place.variables["TAGWERK_PASSWORD_ZIEL"] not in published(small, place)


def test_without_a_password_it_is_said_where_to_put_one(
    small: LaidOut, make_place: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = make_place("ftps")
    monkeypatch.delenv("TAGWERK_PASSWORD_ZIEL")
    monkeypatch.setenv("HOME", str(tmp_path))
    said = refused(small, place)
    assert "set TAGWERK_PASSWORD_ZIEL" in said
    (tmp_path / ".netrc").write_text(f"machine 127.0.0.1 login tage password {_quoted(place)}\n")
    (tmp_path / ".netrc").chmod(0o600)
    published(small, place)


def _quoted(place: Place) -> str:
    return '"' + place.variables["TAGWERK_PASSWORD_ZIEL"] + '"'


def test_a_certificate_of_an_unknown_authority_is_refused(
    small: LaidOut, make_place: Make, tmp_path: Path, ftp_host: FtpServer
) -> None:
    import trustme

    place = make_place("ftps")
    assert isinstance(place, OverFtps)
    trustme.CA().cert_pem.write_to_path(tmp_path / "andere.pem")
    place.host = FtpServer(ftp_host.port, ftp_host.user, ftp_host.password, tmp_path / "andere.pem")
    assert "cannot prove that it is 127.0.0.1" in refused(small, place)
    assert place.tree() == {}


def test_credentials_that_the_store_does_not_know_are_denied(small: LaidOut, make_place: Make, s3_port: int) -> None:
    from urllib.request import Request, urlopen

    place = make_place("s3")

    def demand_credentials_after(count: int) -> None:
        kind = {"Content-Type": "text/plain"}
        request = Request(f"http://127.0.0.1:{s3_port}/moto-api/reset-auth", str(count).encode(), kind, method="POST")
        with urlopen(request) as answer:
            answer.read()

    published(small, place)
    edit(small)
    demand_credentials_after(0)
    try:
        said = refused(small, place)
    finally:
        demand_credentials_after(1_000_000)
    assert "the store does not let us in" in said
    assert place.variables["AWS_SECRET_ACCESS_KEY"] not in said
    published(small, place)


def test_a_bucket_that_is_not_there_is_said_to_be_missing(small: LaidOut, make_place: Make) -> None:
    place = make_place("s3")
    assert isinstance(place, InS3)
    there, place.bucket = place.bucket, "gibt-es-nicht"
    assert 'there is no bucket "gibt-es-nicht"' in refused(small, place)
    place.bucket = there
    published(small, place)


# ---- no more space


@pytest.fixture
def small_disk() -> Iterator[Callable[[int], Path]]:
    """A file system of so many kilobytes; called again, it is as large as it is told then.

    It is no part of the folders that pytest clears, which it could not do with a disk that a killed run left.
    """
    disk, mounted = Path(tempfile.mkdtemp(prefix="tagwerk-disk-")), False

    def sized(kilobytes: int) -> Path:
        nonlocal mounted
        words = ["mount", "-t", "tmpfs", "-o", f"{'remount,' if mounted else ''}size={kilobytes}k", "tagwerk", disk]
        if subprocess.run(words, check=False, capture_output=True).returncode:
            pytest.skip("only root may make a small disk")
        mounted = True
        return disk

    try:
        yield sized
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", disk], check=True)
        disk.rmdir()


@pytest.mark.parametrize("kind", ["folder", "rsync", "sftp", "ftps", "git"])
def test_a_full_disk_stops_us_and_with_space_the_next_publish_completes_it(
    small: LaidOut, make_place: Make, kind: str, small_disk: Callable[[int], Path], tmp_path: Path
) -> None:
    disk = small_disk(300)
    place = make_place(kind)
    if isinstance(place, InGit):
        place.repository = _moved(place.repository, disk)
    else:
        (tmp_path / "ziel").symlink_to(disk)
    for number in range(60):
        small.write(f"content/static/{number}.bin", random.Random(number).randbytes(8000))
    said = refused(small, place)
    assert "space" in said
    assert works(site(place))
    small_disk(8000)
    published(small, place)


def _moved(repository: Path, disk: Path) -> Path:
    import shutil

    return Path(shutil.move(repository, disk / repository.name))
