"""What a use case raises becomes a gRPC status whose message is JSON: a reason code and safe details.

What nobody expected is INTERNAL, logged without its text.
"""

from __future__ import annotations

import functools
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc

from federation.errors import Fault, KuayuError, Reason
from node.observe.log import Event, log, reason_fields

_STATUS = {
    Fault.LOCAL: grpc.StatusCode.INVALID_ARGUMENT,
    Fault.PEER: grpc.StatusCode.FAILED_PRECONDITION,
    Fault.WIRE: grpc.StatusCode.INVALID_ARGUMENT,
    Fault.STORE: grpc.StatusCode.UNAVAILABLE,
    Fault.OPERATOR: grpc.StatusCode.FAILED_PRECONDITION,
}


def guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a use case raises into a status, for a unary answer."""

    @functools.wraps(method)
    async def wrapped(self: Any, request: Any, context: Any) -> Any:
        try:
            return await method(self, request, context)
        except Exception as error:  # noqa: BLE001  # every error becomes an answer, see _abort
            await _abort(context, error)

    return wrapped


def guarded_stream(method: Callable[..., AsyncIterator[Any]]) -> Callable[..., Any]:
    """The same for a streamed answer."""

    @functools.wraps(method)
    async def wrapped(self: Any, request: Any, context: Any) -> AsyncIterator[Any]:
        try:
            async for part in method(self, request, context):
                yield part
        except Exception as error:  # noqa: BLE001  # every error becomes an answer, see _abort
            await _abort(context, error)

    return wrapped


async def _abort(context: Any, error: Exception) -> None:
    if isinstance(error, grpc.aio.AbortError):
        raise error
    known = error if isinstance(error, KuayuError) else KuayuError(Reason.INTERNAL)
    log(Event.DESK_REFUSED if known is error else Event.API_FAILED, **reason_fields(error))
    said = json.dumps({"reason": known.reason, "detail": known.detail}, ensure_ascii=False)
    status = grpc.StatusCode.INTERNAL if known is not error else _STATUS[known.info.fault]
    await context.abort(status, said)
