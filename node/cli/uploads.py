"""Uploading files to the node: several at once, each once, with the progress of all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from federation.case.parts import Blob
from federation.errors import InvalidInput, Reason
from node.cli.progress import Watch

AT_ONCE = 4


async def upload_all(client: Any, paths: Iterable[Path], *, watch: Watch) -> Mapping[Path, Blob]:
    """Upload files.

    Raises:
        InvalidInput: BLOB_UNKNOWN if one is not there; its name is not said, it may be a person's.
    """
    files = list(dict.fromkeys(paths))
    if missing := [number for number, path in enumerate(files, 1) if not path.is_file()]:
        raise InvalidInput(Reason.BLOB_UNKNOWN, why="no such file", file=missing[0], files=len(files))
    gate = asyncio.Semaphore(AT_ONCE)
    with watch("上传", sum(path.stat().st_size for path in files), in_bytes=True) as told:

        async def one(path: Path) -> Blob:
            async with gate:
                blob: Blob = await client.put_file(path, told=told)
                return blob

        return dict(zip(files, await asyncio.gather(*map(one, files)), strict=True))
