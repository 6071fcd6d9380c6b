"""A real Elasticsearch on loopback, for tests and demonstrations: started, crashed, stopped here.

`python -m tests.servers.elasticsearch` starts one, prints its address and runs until Ctrl-C;
with `-- COMMAND ...` it runs that command with MARKWARDEN_ELASTICSEARCH__URL set, then stops.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Self

from tests.servers.distribution import Say, ServerUnavailable, run_as, software

START_SECONDS = 240
STOP_SECONDS = 30

# The shell's standard input is a pipe from us: when we die, however we die, it closes and the
# server is told to stop. Nothing is left behind after `kill -9` of a test run.
_GUARD = """
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(cat <&3 >/dev/null; kill -TERM $server 2>/dev/null) &
watch=$!
wait $server
status=$?
kill $watch 2>/dev/null
exit $status
"""


class ElasticsearchServer:
    """One server with a data folder of its own. Also a context manager.

    With `password` security is on and the only user is `elastic`.
    """

    def __init__(self, *, password: str = "", heap: str = "512m", say: Say | None = None) -> None:
        self.password = password
        self._heap = heap
        self._say = say or (lambda _line: None)
        self._process: subprocess.Popen[bytes] | None = None
        self._ports: tuple[int, int] = (0, 0)
        self._home, self._java = software(self._say)
        self._identity = run_as()
        self._folder = Path(tempfile.mkdtemp(prefix="markwarden-elasticsearch-"))
        self._configure_once()

    @property
    def url(self) -> str:
        """Address of the started server, without credentials."""
        return f"http://127.0.0.1:{self._ports[0]}"

    @property
    def port(self) -> int:
        """The port of `url`; a server that was killed or stopped comes back on the same one."""
        return self._ports[0]

    @property
    def config(self) -> Path:
        """Its configuration, read when it starts."""
        return self._folder / "config"

    def start(self) -> None:
        """Start and wait until the server answers with a healthy cluster.

        Raises:
            ServerUnavailable: it ended or did not answer in time; names the last line of its log.
        """
        began = time.monotonic()
        self._say("Starting Elasticsearch for tests (takes about 15 seconds).")
        self._write_settings()
        self._hand_over()
        self._pid_file.unlink(missing_ok=True)
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [
                    "/bin/sh",
                    "-c",
                    _GUARD,
                    "guard",
                    self._program("elasticsearch"),
                    "-p",
                    str(self._pid_file),
                ],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=self._folder,
                env=self._environment(),
                **self._identity,  # type: ignore[call-overload]  # user and group, or nothing
            )
        try:
            self._wait(began + START_SECONDS)
        except BaseException:
            self.kill()
            raise
        self._say(f"Elasticsearch answers at {self.url} ({time.monotonic() - began:.0f} s).")

    def stop(self) -> None:
        """End it in an orderly way; its data stays until `close`."""
        if self._process is None:
            return
        with contextlib.suppress(OSError, ValueError):
            os.kill(int(self._pid_file.read_text()), signal.SIGTERM)
        self._end(STOP_SECONDS)

    def kill(self) -> None:
        """End it at once with SIGKILL, as a crash of the machine would."""
        if self._process is not None:
            self._end(0)
            self._wait_until_gone()

    def close(self) -> None:
        """Stop it and remove its data."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @property
    def _pid_file(self) -> Path:
        return self._folder / "pid"

    @property
    def _output(self) -> Path:
        return self._folder / "output.log"

    def _end(self, patience: float) -> None:
        process = self._process
        self._process = None
        if process is None:
            return
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stdin is not None:
            process.stdin.close()

    def _configure_once(self) -> None:
        for name in ("config", "data", "logs", "home"):
            (self._folder / name).mkdir()
        for source in (self._home / "config").iterdir():
            if source.is_file():
                shutil.copy(source, self.config)
        options = self.config / "jvm.options"
        kept = [line for line in options.read_text().splitlines() if "gc.log" not in line]
        options.write_text("\n".join(kept) + "\n")
        self._hand_over()
        if self.password:
            self._tool("elasticsearch-keystore", "create")
            self._tool(
                "elasticsearch-keystore", "add", "-x", "bootstrap.password", answer=self.password
            )

    def _hand_over(self) -> None:
        if self._identity:
            user = str(self._identity["user"])
            for path in (self._folder, *self._folder.rglob("*")):
                shutil.chown(path, user, user)

    def _tool(self, name: str, *arguments: str, answer: str = "") -> None:
        run = subprocess.run(
            [self._program(name), *arguments],
            input=answer.encode(),
            capture_output=True,
            env=self._environment(),
            timeout=120,
            check=False,
            **self._identity,  # type: ignore[call-overload]  # user and group, or nothing
        )
        if run.returncode != 0:
            raise ServerUnavailable(f"{name} {arguments[0]} failed: {run.stderr.decode()[-200:]}")

    def _program(self, name: str) -> str:
        return str(self._home / "bin" / name)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(self._folder / "home"),
            "LC_ALL": "C.UTF-8",
            "ES_JAVA_HOME": str(self._java),
            "ES_JAVA_OPTS": f"-Xms{self._heap} -Xmx{self._heap}",
            "ES_PATH_CONF": str(self.config),
        }

    def _write_settings(self) -> None:
        # Port 0 lets the server choose a free one, which it writes to a file: no race for ports.
        secured = str(bool(self.password)).lower()
        lines = [
            "cluster.name: markwarden-tests",
            "node.name: n1",
            "node.portsfile: true",
            "discovery.type: single-node",
            "network.host: 127.0.0.1",
            f"http.port: {self._ports[0]}",
            f"transport.port: {self._ports[1]}",
            f"xpack.security.enabled: {secured}",
            "cluster.routing.allocation.disk.threshold_enabled: false",
            "action.destructive_requires_name: true",
            f"path.data: {self._folder / 'data'}",
            f"path.logs: {self._folder / 'logs'}",
        ]
        if self.password:
            lines += [
                "xpack.security.http.ssl.enabled: false",
                "xpack.security.transport.ssl.enabled: false",
                "xpack.security.enrollment.enabled: false",
            ]
        (self.config / "elasticsearch.yml").write_text("\n".join(lines) + "\n")

    def _wait(self, deadline: float) -> None:
        process = self._process
        while process is not None and time.monotonic() < deadline:
            if process.poll() is not None:
                raise ServerUnavailable(f"Elasticsearch ended while starting: {self._last_words()}")
            if self._ports == (0, 0):
                self._ports = self._read_ports()
            if self._ports != (0, 0) and self._healthy():
                return
            time.sleep(0.2)
        raise ServerUnavailable(
            f"Elasticsearch did not answer within {START_SECONDS} s: {self._last_words()}"
        )

    def _wait_until_gone(self) -> None:
        # A killed JVM holds its port and its data folder for a moment longer than its launcher.
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except ConnectionRefusedError:
                return
            except OSError:
                pass
            time.sleep(0.05)

    def _read_ports(self) -> tuple[int, int]:
        try:
            http_port, transport_port = (
                int((self._folder / "logs" / name).read_text().split()[0].rpartition(":")[2])
                for name in ("http.ports", "transport.ports")
            )
        except (OSError, IndexError, ValueError):
            return (0, 0)
        return http_port, transport_port

    def _healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        token = base64.b64encode(f"elastic:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {token}"} if self.password else {}
        try:
            connection.request(
                "GET", "/_cluster/health?wait_for_status=yellow&timeout=5s", headers=headers
            )
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def _last_words(self) -> str:
        lines = self._output.read_text(errors="replace").strip().splitlines()
        return lines[-1][:300] if lines else "it said nothing."


def main() -> int:
    """Run a server until Ctrl-C, or for the length of one command."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers.elasticsearch")
    parser.add_argument("command", nargs="*", help="run this with the server's address set")
    command: list[str] = parser.parse_args().command

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with ElasticsearchServer(say=say) as server:
            if not command:
                print(server.url, flush=True)
                signal.pause()
            environment = {**os.environ, "MARKWARDEN_ELASTICSEARCH__URL": server.url}
            return _run(command, environment)
    except ServerUnavailable as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 130


def _run(command: list[str], environment: dict[str, str]) -> int:
    with subprocess.Popen(command, env=environment) as process:
        # Ctrl-C reaches the command by itself, and what it makes of it is its own affair;
        # a request to end that only we get is passed on.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        status = process.wait()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main())
