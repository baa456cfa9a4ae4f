"""A folder of files named by the digest of their bytes: written, flushed to disk, renamed; never changed."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from mingxin.kernel.refusal import Refusal


class Store:
    """Files under `folder`, spread over 256 subfolders.

    Nothing here deletes but `remove`, for reports that are destroyed or were never issued.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Write the bytes; (digest, size). Killed at any moment it leaves at most a nameless temporary file."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        hasher, size = hashlib.sha256(), 0
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".arriving-")
        try:
            with os.fdopen(handle, "wb") as out:
                for chunk in chunks:
                    hasher.update(chunk)
                    size += len(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            digest = hasher.hexdigest()
            target = self.path(digest)
            target.parent.mkdir(exist_ok=True, mode=0o700)
            os.replace(temporary, target)
            _flush_folder(target.parent)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return digest, size

    def path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def read(self, digest: str) -> bytes:
        """The bytes, proved against their name."""
        try:
            data = self.path(digest).read_bytes()
        except FileNotFoundError:
            raise Refusal(
                "vault.missing",
                f"数据目录中缺少文件 {digest[:12]}…。",
                "请运行 mingxin doctor 检查；必要时用最近的备份恢复（mingxin restore）。",
            ) from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise Refusal(
                "vault.altered",
                f"数据目录中的文件 {digest[:12]}… 与其摘要不符，可能已损坏或被改动。",
                "请运行 mingxin doctor 检查；必要时用最近的备份恢复（mingxin restore）。",
            )
        return data

    def remove(self, digest: str) -> None:
        self.path(digest).unlink(missing_ok=True)

    def all(self) -> Iterator[Path]:
        """Every named file."""
        yield from (p for p in self.folder.glob("??/*") if p.is_file())

    def arriving(self) -> Iterator[Path]:
        """Temporary files: of writers at work, or of ones that were killed."""
        yield from self.folder.glob(".arriving-*")


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
