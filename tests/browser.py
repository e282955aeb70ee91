"""A real browser for the tests: JupyterLab on a private copy, headless Chromium, and a list of every
request that tried to leave the machine.

Everything is a context manager, and nothing is read from or written to a person's own Jupyter or
browser folders.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.places import SAMPLES

REQUIRED = os.environ.get("CXRESEARCH_REQUIRE_BROWSER") == "1"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # Cells outside the view would otherwise not be in the page at all.
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}
HERE = {"127.0.0.1", "localhost", "[::1]", "::1"}


def give_up(reason: str) -> None:
    """Skip with a reason; fail instead where browser tests must run (CXRESEARCH_REQUIRE_BROWSER=1)."""
    if REQUIRED:
        pytest.fail(f"{reason}, and CXRESEARCH_REQUIRE_BROWSER=1 says that browser tests must run.", pytrace=False)
    pytest.skip(reason)


def find_chromium() -> str:
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        give_up(f"No Chromium found (looked for {', '.join(CHROMIUM_NAMES)})")
    return found


def leaves_the_machine(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss", "ftp"} and (parts.hostname or "") not in HERE


@dataclass
class Window:
    """One browser window; `outside` fills with the address of every request that is not for this machine."""

    page: object
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open_file(self, path: Path) -> None:
        """Open a static page and wait until it has asked for everything it wants."""
        self.page.goto(Path(path).resolve().as_uri(), wait_until="load")
        self.page.wait_for_timeout(500)

    def open_notebook(self, lab: "Lab", name: str) -> None:
        self.page.goto(lab.address(name))
        self.page.wait_for_selector(".jp-Notebook", timeout=60_000)
        self._wait_until_idle()

    def run_all(self, *, timeout: float = 120) -> None:
        """Run > Run All Cells, and wait until every code cell carries its number or one has failed."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        self.page.locator("[data-command='runmenu:run-all']").click()
        self.page.wait_for_function(
            """() => {
                const red = [...document.querySelectorAll("[data-mime-type='application/vnd.jupyter.stderr']")];
                if (red.some(output => output.textContent.includes("Traceback"))) return true;
                const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")];
                return prompts.length > 0 && prompts.every(prompt => /\\d/.test(prompt.textContent));
            }""",
            timeout=timeout * 1000,
        )
        self._wait_until_idle()

    def _wait_until_idle(self) -> None:
        # The indicator says "idle" as well while no kernel is there yet, and a run is then dropped.
        self.page.wait_for_function(
            """() => {
                const name = document.querySelector(".jp-Toolbar-kernelName");
                const kernel = document.querySelector(".jp-Notebook-ExecutionIndicator");
                const status = document.querySelector(".jp-StatusBar-Widget");
                return name && kernel && status && !/No Kernel/.test(name.textContent)
                    && kernel.dataset.status === "idle" && /\\| Idle/.test(status.textContent);
            }""",
            timeout=60_000,
        )

    def errors(self) -> list[str]:
        """Tracebacks and warnings that the notebook shows."""
        return self.page.locator("[data-mime-type='application/vnd.jupyter.stderr']").all_inner_texts()

    def options(self, number: int = 0) -> list[str]:
        return self.page.locator(".widget-dropdown select").nth(number).locator("option").all_inner_texts()

    def choose(self, option: str, number: int = 0) -> None:
        """Select `option` in the page's dropdown of that number."""
        box = self.page.locator(".widget-dropdown select").nth(number)
        box.scroll_into_view_if_needed()
        box.select_option(label=option)

    def texts(self) -> list[str]:
        return self.page.locator(".widget-html-content").all_inner_texts()

    def pictures(self) -> list[str]:
        """Addresses of the pictures that widgets show; a redrawn picture has a new one."""
        return self.page.locator("img.widget-image").evaluate_all("images => images.map(image => image.src)")

    def wait_for_change(self, read, before, *, timeout: float = 60) -> None:
        """Wait until `read()` gives something other than `before`."""
        end = time.monotonic() + timeout
        while read() == before:
            if time.monotonic() > end:
                pytest.fail(f"Nothing changed in {timeout:.0f} seconds; still {str(before)[:200]}")
            self.page.wait_for_timeout(100)

    def wait_for_words(self, words: str, *, timeout: float = 60) -> None:
        """Wait until the page says `words`; the parts of a panel reach the page one after the other."""
        self.page.wait_for_function(
            "words => document.body.innerText.includes(words)", arg=words, timeout=timeout * 1000
        )

    def settled(self, *, quiet: float = 1.0, timeout: float = 60) -> None:
        """Wait until no panel on the page has changed for `quiet` seconds: the last step has arrived in full."""
        end = time.monotonic() + timeout
        seen, since = None, time.monotonic()
        while time.monotonic() - since < quiet:
            now = (self.texts(), self.pictures())
            if now != seen:
                seen, since = now, time.monotonic()
            if time.monotonic() > end:
                pytest.fail(f"The page was still changing after {timeout:.0f} seconds")
            self.page.wait_for_timeout(100)

    def screenshot(self, path: Path, *, whole_page: bool = False) -> Path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(path), full_page=whole_page)
        return Path(path)


@dataclass(frozen=True)
class Lab:
    port: int
    token: str
    folder: Path

    def address(self, notebook: str) -> str:
        return f"http://127.0.0.1:{self.port}/lab/tree/{notebook}?token={self.token}&reset"


@contextmanager
def chromium(work: Path, *, width: int = 1280, height: int = 900) -> Iterator[Window]:
    """A headless Chromium with an empty profile below `work`."""
    executable = find_chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        give_up("The package playwright is not installed")
    with sync_playwright() as play:
        context = play.chromium.launch_persistent_context(
            str(work / "profile"),
            executable_path=executable,
            headless=True,
            args=list(CHROMIUM_ARGUMENTS),
            viewport={"width": width, "height": height},
        )
        try:
            page = context.pages[0] if context.pages else context.new_page()
            window = Window(page)

            def note(url: str) -> None:
                if leaves_the_machine(url):
                    window.outside.append(url)

            context.on("request", lambda request: note(request.url))
            page.on("websocket", lambda channel: note(channel.url))
            page.on("pageerror", lambda error: window.complaints.append(str(error)))
            try:
                yield window
            except BaseException:
                window.screenshot(work / "failure.png")
                raise
        finally:
            context.close()


@contextmanager
def jupyterlab(work: Path, *notebooks: Path, with_samples: bool = True) -> Iterator[Lab]:
    """JupyterLab on fresh copies of `notebooks` (outputs removed) in `work`, with its own settings.

    The layout is the checkout's: ``notebooks/`` beside ``data/samples/``.
    """
    folder = work / "workspace"
    (folder / "notebooks").mkdir(parents=True)
    for notebook in notebooks:
        copy_without_outputs(notebook, folder / "notebooks" / notebook.name)
    if with_samples and SAMPLES.is_dir():
        shutil.copytree(SAMPLES, folder / "data" / "samples")

    private = {
        name: str(work / name.lower())
        for name in (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "JUPYTERLAB_SETTINGS_DIR",
            "JUPYTERLAB_WORKSPACES_DIR",
            "IPYTHONDIR",
        )
    }
    overrides = work / "app_settings"
    overrides.mkdir()
    (overrides / "overrides.json").write_text(json.dumps(LAB_SETTINGS), encoding="utf-8")

    lab = Lab(port=free_port(), token=secrets.token_hex(16), folder=folder)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={lab.port}"),
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={lab.token}",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.app_settings_dir={overrides}",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    log = work / "jupyterlab.log"
    with log.open("wb") as sink:
        server = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | private,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
        try:
            wait_for_server(lab, server, log)
            yield lab
        finally:
            stop(server)


def copy_without_outputs(source: Path, target: Path) -> None:
    """What the browser then shows was made in this run."""
    import nbformat

    notebook = nbformat.read(source, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.metadata.pop("widgets", None)
    nbformat.write(notebook, target)


def free_port() -> int:
    """A port that is free, and that no other worker of this run chooses before it is taken."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    mine = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % workers
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        # Linux prefers ports of one parity here, so that the last digit would leave a worker without any.
        if port // 64 % workers == mine:
            return port


def wait_for_server(lab: Lab, server: subprocess.Popen, log: Path, *, timeout: float = 60) -> None:
    status = f"http://127.0.0.1:{lab.port}/api/status?token={lab.token}"
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + timeout
    while time.monotonic() < end and server.poll() is None:
        try:
            with straight.open(status, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-2000:]}", pytrace=False)


def stop(server: subprocess.Popen) -> None:
    """End the server and its kernels, and nothing else."""
    server.terminate()
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=15)


def visit(page, address: str) -> None:
    """Open an address, again where the page that is left was just turning itself and stopped that."""
    from playwright.sync_api import Error

    for attempt in range(3):
        try:
            page.goto(address)
            return
        except Error as stopped:
            if "ERR_ABORTED" not in str(stopped) or attempt == 2:
                raise


def write_notebook(path: Path, sources: list[str]) -> None:
    """A notebook of code cells for the kernel of these tests."""
    import nbformat

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(notebook, path)
