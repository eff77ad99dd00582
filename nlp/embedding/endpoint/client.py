"""One request to the service, within one time limit that nothing can stretch."""

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from nlp.embedding.embedder import EmbedderError
from nlp.embedding.rest import Rest

SECONDS = 10.0
"""Longest time for one request: from the look-up of its address to the last byte of the answer."""


class EndpointError(EmbedderError):
    """The service gave no usable answer; the message says why, without the key and without any text that was sent."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Address of an OpenAI-compatible service, up to and without `/embeddings`, and what it is asked with.

    Parameters
    ----------
    url : str
        `https://…/v1`, or `http://…` on this machine or a private network.
    model : str
        Name of the model, as the service knows it.
    key : str
        Secret that is sent as bearer token; empty for none.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """Name of the machine that texts are sent to, to be shown to people."""
        return urlsplit(self.url).hostname or ""


class Client:
    """Sends requests to one service; after a failure it rests for a while.

    Certificates are checked against those that the machine trusts. Redirects are not followed, and no proxy is used, so
    texts reach no other machine than the one that is named.
    """

    def __init__(self, endpoint: Endpoint, *, seconds: float = SECONDS, rest_seconds: float | None = None) -> None:
        self._endpoint = endpoint
        self._seconds = seconds
        self._rest = Rest() if rest_seconds is None else Rest(rest_seconds)

    def post(self, path: str, payload: Mapping[str, Any], *, max_bytes: int) -> Any:
        """Send JSON to a path below the address of the service, and return the JSON that it answers.

        Raises
        ------
        EndpointError
            When there is no answer in JSON within the time and `max_bytes`; also for a while after such a failure,
            without trying.
        """
        self._rest.check()
        try:
            return _parsed(self._exchange(path, json.dumps(payload).encode(), max_bytes))
        except EndpointError as error:
            self.give_up(error)
            raise

    def give_up(self, cause: EndpointError) -> None:
        """Rest after an answer that was of no use."""
        self._rest.begin(cause)

    def _exchange(self, path: str, body: bytes, max_bytes: int) -> bytes:
        request = _Request(self._endpoint, path, body, seconds=self._seconds, max_bytes=max_bytes)
        request.start()
        request.join(self._seconds)
        if request.is_alive():
            request.abandon()
            raise EndpointError(f"the service has not answered completely within {self._seconds:g} s")
        if request.answer is None:
            raise request.failure or EndpointError("the service cannot be reached")
        return request.answer


class _Request(threading.Thread):
    """One request in a thread of its own, which its caller can leave behind.

    Time limits of sockets hold for each byte alone, and the look-up of a name has none.
    """

    def __init__(self, endpoint: Endpoint, path: str, body: bytes, *, seconds: float, max_bytes: int) -> None:
        super().__init__(name="endpoint", daemon=True)
        self.answer: bytes | None = None
        self.failure: EndpointError | None = None
        self._path = urlsplit(endpoint.url).path.rstrip("/") + path
        self._body, self._max_bytes = body, max_bytes
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if endpoint.key:
            self._headers["Authorization"] = f"Bearer {endpoint.key}"
        self._connection = _connection_to(endpoint.url, seconds)
        self._socket: socket.socket | None = None
        self._is_abandoned = threading.Event()

    def run(self) -> None:
        try:
            self.answer = self._ask()
        except EndpointError as failure:
            self.failure = failure
        except Exception as error:
            self.failure = EndpointError(_why(error))
        finally:
            self._connection.close()

    def abandon(self) -> None:
        """End the connection, so that the thread ends soon too."""
        self._is_abandoned.set()
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _ask(self) -> bytes:
        self._connection.connect()
        self._socket = self._connection.sock  # the connection forgets it while an answer is still read
        if self._is_abandoned.is_set():
            raise EndpointError("the request was abandoned")
        self._connection.request("POST", self._path, self._body, self._headers)
        with self._connection.getresponse() as response:  # it holds the socket on its own until it is closed
            if response.status != http.client.OK:
                raise EndpointError(_why_refused(response.status))
            body = response.read(self._max_bytes + 1)
            if len(body) > self._max_bytes:
                raise EndpointError("the answer of the service is too long")
            if response.length:
                raise EndpointError("the service ended its answer too early")
            return body


def _connection_to(url: str, seconds: float) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    if parts.scheme == "http":
        return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=seconds, context=context)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise EndpointError("the service did not answer in JSON") from None


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "the certificate or the encryption of the service was not accepted"
    if isinstance(error, socket.gaierror):
        return "the name of the service's machine is not known"
    if isinstance(error, TimeoutError):
        return "the service did not answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "nothing answers at the address of the service"
    return "the connection to the service broke"


def _why_refused(status: int) -> str:
    reasons = {
        401: "the service does not accept the key",
        403: "the service does not accept the key",
        404: "the service knows no such address or model",
        429: "the service is asked too often",
    }
    if 300 <= status < 400:
        return "the service sends elsewhere, which is not followed"
    return reasons.get(status, f"the service answered with status {status}")
