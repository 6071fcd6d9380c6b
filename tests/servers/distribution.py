"""The Elasticsearch software for tests: Java, Maven and the server itself, fetched once a machine."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

VERSION = "8.19.21"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
SHA256 = "215d5f3dbf0609a149f6218a9e47b6ae2df34ebbff3c5754e35f15a5e5393c8a"
OLDEST_JAVA = 17
USER = "markwarden-tests"

Say = Callable[[str], None]


class ServerUnavailable(Exception):
    """The server cannot be had or started on this machine; the text is one line and says why."""


def cache_folder() -> Path:
    """Where downloads are kept: `$XDG_CACHE_HOME/markwarden`, else `~/.cache/markwarden`."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "markwarden"


def software(say: Say) -> tuple[Path, Path]:
    """The unpacked server and a Java home, both fetched if absent; needs no network once they are.

    Raises:
        ServerUnavailable: something is missing and cannot be installed here.
    """
    with _one_at_a_time():
        home = _software_folder() / f"elasticsearch-{VERSION}-{SHA256[:12]}"
        if not home.is_dir():
            _unpack(_archive(say), home, say)
        return home, _java_home(say)


def run_as() -> dict[str, object]:
    """Arguments for `Popen` that drop root, which the server refuses; empty for anybody else.

    Raises:
        ServerUnavailable: the machine has no tool to make a system user.
    """
    if os.geteuid() != 0:
        return {}
    if subprocess.run(["id", USER], capture_output=True, check=False).returncode != 0:
        if shutil.which("useradd") is None:
            raise ServerUnavailable(
                "Elasticsearch does not run as root, and there is no useradd to make a user for it."
            )
        with _one_at_a_time():
            subprocess.run(
                ["useradd", "--system", "--shell", "/bin/false", USER],
                capture_output=True,
                check=False,
            )
    return {"user": USER, "group": USER, "extra_groups": []}


def _software_folder() -> Path:
    # The server's user cannot enter root's home, so root unpacks where every user may read.
    return Path("/var/cache/markwarden") if os.geteuid() == 0 else cache_folder()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _archive(say: Say) -> Path:
    archive = cache_folder() / f"elasticsearch-{VERSION}.zip"
    if archive.is_file() and _sha256(archive) == SHA256:
        return archive
    maven = _maven(say)
    say(f"Fetching Elasticsearch {VERSION} for tests through Maven (102 MiB, once).")
    command = [
        *(maven, "-B", "-q", "dependency:copy"),
        *(f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={archive.parent}"),
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    if run.returncode != 0:
        reason = next((line for line in run.stdout.splitlines() if "ERROR" in line), "no message")
        raise ServerUnavailable(f"Maven cannot fetch {ARTIFACT}: {_plain(reason)[:200]}")
    found = _sha256(archive)
    if found != SHA256:
        archive.unlink()
        raise ServerUnavailable(f"{ARTIFACT} has sha256 {found}, expected {SHA256}.")
    return archive


def _unpack(archive: Path, home: Path, say: Say) -> None:
    say(f"Unpacking Elasticsearch {VERSION} to {home} (once a machine).")
    scratch = home.with_name(f"{home.name}.{os.getpid()}")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(scratch)
    inner = scratch / f"elasticsearch-{VERSION}"
    for path in inner.rglob("*"):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    for folder in (inner, home.parent):
        folder.chmod(0o755)
    # The last step is atomic: a folder of that name is always complete.
    inner.rename(home)
    shutil.rmtree(scratch)


def _java_home(say: Say) -> Path:
    found = _find_java()
    if found is None:
        # Debian 12 calls it 17, later releases have newer ones only.
        if not _install(["openjdk-17-jre-headless"], say):
            _install(["default-jre-headless"], say)
        found = _find_java()
    if found is None:
        raise ServerUnavailable(
            f"Elasticsearch needs Java {OLDEST_JAVA} or newer, e.g. Debian's openjdk-17-jre-headless."
        )
    return found


def _find_java() -> Path | None:
    homes = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if name in os.environ]
    on_path = shutil.which("java")
    if on_path:
        homes.append(Path(on_path).resolve().parent.parent)
    for home in homes:
        if (home / "bin" / "java").is_file() and _java_version(home) >= OLDEST_JAVA:
            return home
    return None


def _java_version(home: Path) -> int:
    run = subprocess.run(
        [home / "bin" / "java", "-version"], capture_output=True, text=True, check=False
    )
    version = re.search(r'version "(\d+)', run.stderr)
    return int(version[1]) if version else 0


def _maven(say: Say) -> str:
    if shutil.which("mvn") is None:
        _install(["maven"], say)
    maven = shutil.which("mvn")
    if maven is None:
        raise ServerUnavailable(
            f"Elasticsearch {VERSION} for tests is fetched with Maven, which is not installed."
        )
    return maven


def _install(packages: list[str], say: Say) -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    say(f"Installing {' '.join(packages)} with apt.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        run = subprocess.run(
            ["apt-get", "-q", *arguments],
            env=environment,
            capture_output=True,
            timeout=1200,
            check=False,
        )
    return run.returncode == 0


def _sha256(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _plain(line: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", line).replace("[ERROR]", "").strip()
