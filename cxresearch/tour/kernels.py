"""Notebooks run without a person: each cell by cell, two at a time, and told which cell of which one stopped.

A notebook of one's own gets a kernel of its own. Those of the tour hand theirs on, emptied: what takes longest in a
new one is loading what the last one has loaded.
"""

import asyncio
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from cxresearch.tour.running import NotebookError, one_line, read_notebook
from cxresearch.wording import say

__all__ = ["code_cells", "kernel_manager", "run_notebook", "run_notebooks"]

_AT_ONCE = 2
_READY = 120  # seconds that a kernel may take to start
# A picture is drawn when it is shown. IPython draws it once before, for a window that no kernel here has.
_NO_WINDOW = (
    "__import__('matplotlib.backends.backend_agg')"
    ".backends.backend_agg.FigureCanvasAgg.draw_idle = lambda *_, **__: None"
)
# Forget what the last notebook named and drew; what is imported stays.
_EMPTY = "get_ipython().reset(new_session=True); __import__('matplotlib.pyplot').pyplot.close('all')"


def code_cells(path: Path) -> int:
    """How many cells of a notebook will be run."""
    return sum(1 for cell in read_notebook(path).cells if _runs(cell))


def run_notebook(path: Path, *, done: Callable[[], None] = lambda: None, timeout: int = 600):
    """Run a notebook from its own folder in a fresh kernel of this Python, and give it back with its outputs.

    Parameters
    ----------
    path : Path
        The file itself is not changed.
    done : callable
        Called after every code cell.
    timeout : int
        Seconds that one cell may take.

    Raises
    ------
    NotebookError
        If a cell fails; names the notebook, the cell and the cause.
    """
    return run_notebooks([path], told=lambda _, ran: ran and done(), timeout=timeout)[0]


def run_notebooks(
    paths: Iterable[Path],
    *,
    told: Callable[[Path, int], None] = lambda path, ran: None,
    shared: bool = False,
    timeout: int = 600,
) -> list:
    """Run notebooks, two at a time, and give them back with their outputs, in their order.

    Parameters
    ----------
    paths : list of Path
        They begin in this order; each runs from its own folder.
    told : callable
        Called with a notebook and 0 when it begins, and with 1 after each of its code cells.
    shared : bool
        Whether a notebook may take over the emptied kernel of another in the same folder; there every picture is drawn
        once, when it is shown.
    timeout : int
        Seconds that one cell may take.

    Raises
    ------
    NotebookError
        If a cell fails; names the notebook, the cell and the cause. The other notebook ends with it.
    """
    return asyncio.run(_run_all(list(paths), told, shared, timeout))


async def _run_all(paths: list[Path], told: Callable[[Path, int], None], shared: bool, timeout: int) -> list:
    waiting, found = deque(enumerate(paths)), [None] * len(paths)

    async def work() -> None:
        while waiting:
            at, path = waiting.popleft()
            async with _kernel_in(path.parent) as kernel:
                if shared:
                    await kernel.silently(_NO_WINDOW)
                found[at] = await kernel.run(path, told, timeout)
                while shared and waiting and waiting[0][1].parent == path.parent:
                    at, path = waiting.popleft()
                    await kernel.silently(_EMPTY)
                    found[at] = await kernel.run(path, told, timeout)

    workers = [asyncio.create_task(work()) for _ in range(min(_AT_ONCE, os.cpu_count() or 1, len(paths)))]
    try:
        await asyncio.gather(*workers)
    finally:
        # What still runs is stopped, and waited for: a kernel must not outlive the run.
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    return found


class _Kernel:
    """One kernel that runs, and what it wrote beside its cells."""

    def __init__(self, manager, client, said):
        self._manager, self._client, self._said = manager, client, said

    async def run(self, path: Path, told: Callable[[Path, int], None], timeout: int):
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

        notebook = read_notebook(path)
        cells = [cell for cell in notebook.cells if _runs(cell)]
        runner = NotebookClient(notebook, km=self._manager, timeout=timeout)
        runner.kc = self._client
        runner.reset_execution_trackers()
        at = 0
        told(path, 0)
        try:
            for number, cell in enumerate(notebook.cells):
                if _runs(cell):
                    at += 1
                    await runner.async_execute_cell(cell, number)
                    told(path, 1)
        except CellExecutionError as problem:
            raise NotebookError(_stopped(path, at, cells, f"{problem.ename}: {problem.evalue}")) from None
        except CellTimeoutError:
            raise NotebookError(_stopped(path, at, cells, say("it took more than {n} seconds", n=timeout))) from None
        except (DeadKernelError, RuntimeError) as problem:
            if (task := asyncio.current_task()) is not None and task.cancelling():
                raise asyncio.CancelledError from None  # Ctrl-C, which nbclient takes for a dead kernel
            why = say("its kernel ended. {words}", words=self.last_words(problem))
            raise NotebookError(_stopped(path, at, cells, why)) from None
        return notebook

    async def silently(self, code: str) -> None:
        """Run what is no cell of a notebook."""
        await self._client.execute(code, silent=True, reply=True, timeout=_READY)

    def last_words(self, problem: object) -> str:
        self._said.seek(0)
        lines = [line for line in self._said.read().decode("utf-8", "replace").splitlines() if "WARNING" not in line]
        return next(filter(str.strip, reversed(lines)), str(problem))


def kernel_manager():
    """Of a kernel of the Python that runs this, whatever a person's own kernels are called."""
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager

    return AsyncKernelManager(
        kernel_name=NATIVE_KERNEL_NAME, kernel_spec_manager=KernelSpecManager(kernel_dirs=[], ensure_native_kernel=True)
    )


@asynccontextmanager
async def _kernel_in(folder: Path):
    """A kernel that runs in a folder, ended afterwards."""
    manager = kernel_manager()
    with tempfile.TemporaryDirectory(prefix="cxresearch-kernel-") as own, Path(own, "kernel.log").open("w+b") as said:
        client = None
        try:
            await manager.start_kernel(cwd=str(folder), env=_environment(own), stdout=said, stderr=said)
            client = manager.client()
            client.start_channels()
            kernel = _Kernel(manager, client, said)
            try:
                await client.wait_for_ready(timeout=_READY)
            except RuntimeError as problem:
                why = one_line(kernel.last_words(problem))
                raise NotebookError(say("No kernel could be started: {why}", why=why)) from None
            client.allow_stdin = False
            yield kernel
        finally:
            if client is not None:
                client.stop_channels()
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)


def _runs(cell) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip())


def _environment(own: str) -> dict[str, str]:
    """The environment of a kernel: a person's own start-up files or drawing backend would change what is shown."""
    kept = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    return {**kept, "IPYTHONDIR": own, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def _stopped(path: Path, at: int, cells: list, why: str) -> str:
    source = cells[at - 1].source.strip().splitlines()[0] if at else ""
    return say(
        "{file} stopped at code cell {at} of {n} ({source}): {why}" if at
        else "{file} stopped before its first cell: {why}",
        file=path.name, at=at, n=len(cells), source=repr(source), why=one_line(why),
    )  # fmt: skip
