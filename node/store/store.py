"""The store: one writer that commits units of work in groups, and readers beside it.

A unit is an async function of a `Tx`. Units that wait together share one commit (one fsync), each in
its own savepoint: one that fails leaves nothing and does not disturb the others. ``write`` returns
after the commit, so whatever leaves the node afterwards is durable (DESIGN §2.4).

Where statements run: the writer's in the event loop, microseconds each on pages it has just read, so that
a unit of forty of them is not forty changes of thread; its BEGIN and COMMIT, which wait for locks and for
the disk, in its thread. A reader's all run in its own thread: a list may be long.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

import aiosqlite

from federation.errors import Reason, Unavailable
from node.store.statements import load_migrations, load_statements

R = TypeVar("R")
Row = Mapping[str, Any]
Unit = Callable[["Tx"], Awaitable[R]]

GROUP = 64
BUSY_MS = 10_000
_SQL = "node.store.sqlite"


class _Line:
    """A connection: ``here`` runs in the event loop, ``apart`` in aiosqlite's thread what may wait or take long."""

    def __init__(self, path: Path) -> None:
        self.here = _connect(path)
        self.apart = aiosqlite.Connection(lambda: self.here, iter_chunk_size=64)

    async def close(self) -> None:
        """Close both."""
        await self.apart.close()


class Tx:
    """A transaction: named statements only."""

    def __init__(self, line: _Line, statements: Mapping[str, str]) -> None:
        self._connection = line.here
        self._statements = statements

    async def one(self, name: str, /, **values: Any) -> Row | None:
        """The first row, or None."""
        rows = await self.all(name, **values)
        return rows[0] if rows else None

    async def all(self, name: str, /, **values: Any) -> list[Row]:
        """All rows; statements that could grow with the backlog have a LIMIT."""
        return self._fetch(name, values)

    async def run(self, name: str, /, **values: Any) -> int:
        """Execute; the number of rows changed."""
        return self._connection.execute(self._statements[name], values).rowcount

    async def many(self, name: str, /, rows: Iterable[Mapping[str, Any]]) -> None:
        """Execute for each row."""
        self._connection.executemany(self._statements[name], rows)

    def _fetch(self, name: str, values: Mapping[str, Any]) -> list[Row]:
        return self._connection.execute(self._statements[name], values).fetchall()


class _Snapshot(Tx):
    """A reader's transaction: begins with its first statement; it cannot write."""

    def __init__(self, line: _Line, statements: Mapping[str, str]) -> None:
        super().__init__(line, statements)
        self._line = line

    async def all(self, name: str, /, **values: Any) -> list[Row]:
        """All rows, fetched in the reader's thread."""
        if not self._connection.in_transaction:
            await self._line.apart.execute("BEGIN")
        return list(await self._line.apart.execute_fetchall(self._statements[name], values))  # type: ignore[arg-type]


class Store:
    """One SQLite file: WAL, ``synchronous=FULL``, migrated on opening."""

    def __init__(self, path: Path, *, readers: int = 2) -> None:
        self._path = path
        self._count = readers
        self._statements = load_statements(_SQL)
        self._queue: asyncio.Queue[tuple[Unit[Any], asyncio.Future[Any]]] = asyncio.Queue()
        self._readers: asyncio.Queue[_Line] = asyncio.Queue()
        self._writer: _Line
        self._task: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        """Open, migrate, start the writer.

        Raises:
            Unavailable: STORE_VERSION if a newer program wrote the file, STORE_FAILED.
        """
        self._writer = await _open(self._path)
        try:
            await _migrate(self._writer.apart)
        except BaseException:
            await self._writer.close()
            raise
        for _ in range(self._count):
            reader = await _open(self._path)
            reader.here.execute("PRAGMA query_only=ON")
            await self._readers.put(reader)
        self._task = asyncio.create_task(self._write_groups(), name="store-writer")
        return self

    async def __aexit__(self, *error: object) -> None:
        """Let the writer finish what is queued, then close."""
        await self._queue.join()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        for _ in range(self._count):
            await (await self._readers.get()).close()
        await self._writer.close()

    async def write(self, unit: Unit[R]) -> R:
        """Run a unit in the next group; its result, after the commit.

        Raises:
            Unavailable: STORE_FAILED, STORE_BUSY; and whatever the unit raised: then nothing of it stays.
        """
        done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        await self._queue.put((unit, done))
        return await done

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A consistent snapshot for reading.

        Raises:
            Unavailable: STORE_FAILED, STORE_BUSY.
        """
        line = await self._readers.get()
        try:
            yield _Snapshot(line, self._statements)
        except sqlite3.Error as error:
            raise _unavailable(error) from error
        finally:
            await asyncio.shield(self._give_back(line))

    async def _give_back(self, line: _Line) -> None:
        """End a reader's transaction, after whatever still runs in its thread."""
        await line.apart.rollback()
        self._readers.put_nowait(line)

    async def _write_groups(self) -> None:
        while True:
            group = [await self._queue.get()]
            while len(group) < GROUP and not self._queue.empty():
                group.append(self._queue.get_nowait())
            await self._commit_group(group)
            for _ in group:
                self._queue.task_done()

    async def _commit_group(self, group: list[tuple[Unit[Any], asyncio.Future[Any]]]) -> None:
        results: list[Any] = []
        try:
            await self._writer.apart.execute("BEGIN IMMEDIATE")
            results = [await self._attempt(unit) for unit, _ in group]
            await self._writer.apart.commit()
        except sqlite3.Error as error:
            await self._writer.apart.rollback()
            results = [_Failed(_unavailable(error))] * len(group)
        except Exception as error:  # noqa: BLE001  # the writer lives on; whoever waits is told
            await self._writer.apart.rollback()
            results = [_Failed(error)] * len(group)
        for (_, done), result in zip(group, results, strict=True):
            if done.cancelled():
                continue
            if isinstance(result, _Failed):
                done.set_exception(result.error)
            else:
                done.set_result(result)

    async def _attempt(self, unit: Unit[Any]) -> Any:
        execute = self._writer.here.execute
        execute("SAVEPOINT unit")
        try:
            result = await unit(Tx(self._writer, self._statements))
        except sqlite3.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001  # handed to the one who asked, by its future
            execute("ROLLBACK TO unit")
            result = _Failed(_unavailable(error) if isinstance(error, sqlite3.Error) else error)
        execute("RELEASE unit")
        return result


class _Failed:
    """What a unit raised, on its way to the one who asked."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def _unavailable(error: sqlite3.Error) -> Unavailable:
    busy = "locked" in str(error) or "busy" in str(error)
    return Unavailable(Reason.STORE_BUSY if busy else Reason.STORE_FAILED, why=type(error).__name__)


async def _open(path: Path) -> _Line:
    try:
        line = await asyncio.to_thread(_Line, path)
        await line.apart
    except sqlite3.Error as error:
        raise Unavailable(Reason.STORE_FAILED, why=type(error).__name__) from error
    return line


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


async def _migrate(connection: aiosqlite.Connection) -> None:
    migrations = load_migrations(_SQL)
    ((version,),) = await connection.execute_fetchall("PRAGMA user_version")
    if version > len(migrations):
        raise Unavailable(Reason.STORE_VERSION, found=version, known=len(migrations))
    for number, statements in enumerate(migrations[version:], start=version + 1):
        await connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            await connection.execute(statement)
        await connection.execute(f"PRAGMA user_version={number}")
        await connection.commit()
