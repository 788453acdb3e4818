"""The coach's notebook as a coach runs it: a real JupyterLab, a real browser, Run All."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import needs
import pytest

pytest.importorskip("jupyterlab", reason=needs.package("jupyterlab", "notebook"))
sync_api = pytest.importorskip("playwright.sync_api", reason=needs.package("playwright"))

ROOT = Path(__file__).parents[1]
NOTEBOOK = "05_coach_review.ipynb"
BUDGET = 110.0
"""Seconds for all of it; the server and each step of the browser get what is left."""
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SETTINGS = [
    "--no-browser", "--ip=127.0.0.1", "--allow-root", "--IdentityProvider.token=", "--ServerApp.password=",
    "--ServerApp.disable_check_xsrf=True", "--ServerApp.port_retries=0", "--LabApp.news_url=",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.extension_manager=readonly",
]  # fmt: skip
KERNEL_READY = """async () => {
    const sessions = await (await fetch("/api/sessions")).json();
    return sessions.length === 1 && sessions[0].kernel.connections > 0 && sessions[0].kernel.execution_state === "idle";
}"""
PROBLEM = ", ".join(
    f".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.{kind}']" for kind in ("error", "stderr")
)
"""JupyterLab 4.6 shows a traceback as stderr."""
RUN_TO_THE_END = """() => {
    if (document.querySelector("PROBLEM")) return true;
    const prompts = [...document.querySelectorAll(".jp-NotebookPanel .jp-CodeCell .jp-InputArea-prompt")];
    return prompts.length > 0 && prompts.every(prompt => /^\\[\\d+\\]:$/.test(prompt.textContent.trim()));
}""".replace("PROBLEM", PROBLEM)

pytestmark = [pytest.mark.slow, needs.browser]


class Clock:
    """What is left of the time that the whole test may take."""

    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    @property
    def left(self):
        return max(0.1, self.end - time.monotonic())


@pytest.fixture
def folder(tmp_path):
    """The notebook as it was before it was run, with the data beside it; returns the root of both."""
    notebook = nbformat.read(ROOT / "notebooks" / NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    (tmp_path / "root" / "notebooks").mkdir(parents=True)
    nbformat.write(notebook, tmp_path / "root" / "notebooks" / NOTEBOOK)
    shutil.copytree(ROOT / "data", tmp_path / "root" / "data")
    return tmp_path


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def environment(folder):
    """Nothing of the user's own settings, and the kernel of this Python."""
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data_dir",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    for name in places.values():
        (folder / name).mkdir()
    return os.environ | {variable: str(folder / name) for variable, name in places.items()}


def wait_until_up(url, server, log, clock):
    while True:
        if server.poll() is not None:
            pytest.fail(f"JupyterLab ended at its start:\n{log.read_text(encoding='utf-8')[-3000:]}")
        try:
            with urlopen(f"{url}/api/status", timeout=min(5, clock.left)) as answer:
                return json.load(answer)
        except (URLError, TimeoutError, ConnectionError):
            if clock.left < 1:
                pytest.fail(f"JupyterLab did not come up:\n{log.read_text(encoding='utf-8')[-3000:]}")
            time.sleep(0.1)


def stop(server):
    """Let the server end its kernels; if it does not, end it."""
    server.terminate()
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def jupyterlab(folder, clock):
    port, log = free_port(), folder / "server.log"
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--port={port}",
        f"--ServerApp.root_dir={folder / 'root'}",
        *SETTINGS,
    ]
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=environment(folder), cwd=folder
        )
        try:
            wait_until_up(f"http://127.0.0.1:{port}", server, log, clock)
            yield f"http://127.0.0.1:{port}"
        finally:
            stop(server)


@contextmanager
def browser_page():
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=needs.CHROMIUM, headless=True, args=QUIET)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 6000})  # tall: a long notebook is windowed
            yield page
        finally:
            browser.close()


def wait_until_idle(page, clock):
    page.set_default_timeout(1000 * clock.left)
    page.wait_for_selector(".jp-NotebookPanel-toolbar .jp-Notebook-ExecutionIndicator[data-status='idle']")


def run_all(page, url, clock):
    page.set_default_timeout(1000 * clock.left)
    page.goto(f"{url}/lab/tree/notebooks/{NOTEBOOK}")
    page.wait_for_selector(".jp-NotebookPanel .jp-Notebook .jp-CodeCell")
    page.wait_for_function(KERNEL_READY, polling=100)  # the page says idle before it has a kernel
    wait_until_idle(page, clock)
    while not run_once(page, clock):
        assert clock.left > 1, "the notebook did not run to its end"


def run_once(page, clock):
    """Whether Run All came to an end; a kernel not quite ready asks to be chosen, or swallows the first call."""
    page.set_default_timeout(1000 * min(12, clock.left))
    try:
        if page.locator(".jp-Dialog .jp-mod-accept").count():
            page.locator(".jp-Dialog .jp-mod-accept").first.click()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_function(RUN_TO_THE_END)
    except sync_api.TimeoutError:
        return False
    return True


def test_the_coach_notebook_runs_in_jupyterlab_and_shows_the_review(folder):
    clock = Clock(BUDGET)
    with jupyterlab(folder, clock) as url, browser_page() as page:
        run_all(page, url, clock)
        outputs = page.locator(".jp-NotebookPanel .jp-CodeCell .jp-OutputArea-output")
        assert page.locator(PROBLEM).all_inner_texts() == []
        picture = outputs.locator("img, svg, iframe").first
        picture.wait_for(state="visible")
        box = picture.bounding_box()
        assert box["width"] > 100
        assert box["height"] > 50
