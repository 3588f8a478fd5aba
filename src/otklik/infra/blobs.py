"""Blobs: files by key, in a folder or in S3, chosen by a URL."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from otklik.infra.embedded.process import EngineStartError

_CHUNK_BYTES = 1 << 20


class BlobNotFoundError(Exception):
    """There is no blob of this key."""


class Blobs:
    """A store of blobs; keys are paths with `/`, made by us (never a name that a user gave)."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def open(cls, url: str) -> Self:
        """`file:///folder` (made if missing) or `s3://bucket/prefix` (credentials from the environment).

        Raises EngineStartError.
        """
        parts = urlsplit(url)
        if parts.scheme == "file":
            folder = Path(unquote(parts.path))
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise EngineStartError(
                    f"The folder of blobs {folder} cannot be made: {error.strerror}. Check OTKLIK_BLOBS_URL."
                ) from error
            return cls(LocalStore(folder, mkdir=True))
        return cls(from_url(url))

    async def put(self, key: str, data: bytes | Path | AsyncIterator[bytes]) -> None:
        """Write a blob whole or not at all; an existing one is replaced."""
        await obstore.put_async(self._store, key, data)

    async def get(self, key: str) -> bytes:
        """The whole blob. Raises BlobNotFoundError."""
        try:
            answer = await obstore.get_async(self._store, key)
            return bytes(await answer.bytes_async())
        except FileNotFoundError:
            raise BlobNotFoundError(key) from None

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """The blob in pieces of about 1 MB. Raises BlobNotFoundError at the first."""
        try:
            answer = await obstore.get_async(self._store, key)
        except FileNotFoundError:
            raise BlobNotFoundError(key) from None
        async for chunk in answer.stream(min_chunk_size=_CHUNK_BYTES):
            yield bytes(chunk)

    async def delete(self, key: str) -> None:
        """Remove a blob; one that is not there is no error."""
        try:
            await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            return

    async def list(self, prefix: str) -> AsyncIterator[str]:
        """The keys below a prefix (whole path parts)."""
        async for page in obstore.list(self._store, prefix):
            for item in page:
                yield item["path"]
