"""A bucket of any store that speaks Amazon's protocol, for a CDN to carry the site to any number of readers.

An object is seen as it was or as it will be, and its ETag tells when it changes. What its name makes unmistakable may
be kept by readers for ever; all else they ask for anew, which an unchanged ETag answers without the file.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from ..destinations import S3
from .ssh import PATIENCE, first_line
from .target import Done, File, Found, Interrupted, PublishError, no_space, read_unchanged

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

AT_ONCE = 16
MOST = 1000  # objects in one request to delete

# Python's own table depends on the machine.
TYPES = {
    "html": "text/html; charset=utf-8", "htm": "text/html; charset=utf-8", "xhtml": "application/xhtml+xml",
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "mjs": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8", "md": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8", "ics": "text/calendar; charset=utf-8",
    "xml": "application/xml", "json": "application/json", "webmanifest": "application/manifest+json",
    "svg": "image/svg+xml", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "webp": "image/webp", "avif": "image/avif", "ico": "image/vnd.microsoft.icon",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "ogg": "audio/ogg", "oga": "audio/ogg",
    "opus": "audio/ogg", "wav": "audio/wav", "flac": "audio/flac",
    "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "webm": "video/webm", "ogv": "video/ogg",
    "pdf": "application/pdf", "epub": "application/epub+zip", "zip": "application/zip", "gpx": "application/gpx+xml",
    "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf", "otf": "font/otf",
}  # fmt: skip
NAMED = {
    "feed.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json",
}
UNMISTAKABLE = re.compile(r"(assets|fotos)/.*-[0-9a-f]{8,}(-\d+)?\.\w+")  # a digest of the content is in the name
FOR_EVER = "public, max-age=31536000, immutable"
ASK_ANEW = "no-cache"

DENIED = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "403", "AuthFailure"}
DENIED |= {"InvalidClientTokenId", "InvalidToken", "AccountProblem", "UnauthorizedAccess"}
PASSING = {"SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "500", "502", "503", "504"}
PASSING |= {"Throttling", "RequestTimeTooSkewed", "OperationAborted"}
FULL = {"QuotaExceeded", "InsufficientStorage", "StorageFull", "XMinioStorageFull", "EntityTooLarge", "507"}


class S3Target:
    differences = False

    def __init__(self, settings: S3) -> None:
        self._settings = settings
        self._prefix = f"{settings.path.strip('/')}/" if settings.path.strip("/") else ""
        self._client: Any = None

    def extras(self) -> Mapping[str, bytes]:
        return {}

    def open(self) -> None:
        try:
            import boto3
            from botocore.config import Config
        except ImportError as error:
            raise PublishError("boto3 is not installed", 'pip install "tagwerk[s3]"') from error

        settings = self._settings
        config = Config(
            connect_timeout=PATIENCE,
            read_timeout=4 * PATIENCE,
            retries={"total_max_attempts": 1},  # we try again ourselves
            max_pool_connections=AT_ONCE,
            # Stores other than Amazon's know only the checksums that the protocol always had.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        with self._refusals():
            session = boto3.Session(profile_name=settings.profile or None)
            self._client = session.client(
                "s3", endpoint_url=settings.endpoint or None, region_name=settings.region or None, config=config
            )

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def names(self) -> Collection[str]:
        found: set[str] = set()
        for page in self._pages(Delimiter="/"):
            found.update(item["Key"].removeprefix(self._prefix) for item in page.get("Contents", ()))
            found.update(item["Prefix"].removeprefix(self._prefix)[:-1] for item in page.get("CommonPrefixes", ()))
        return found - {""}

    def read(self, name: str) -> bytes | None:
        with self._refusals():
            try:
                answer = self._client.get_object(**self._object(name))
            except self._client.exceptions.NoSuchKey:
                return None
            _see_whole(answer, "ContentLength")
            data: bytes = answer["Body"].read()
            return data

    def write(self, name: str, data: bytes) -> None:
        self._put(name, data, CacheControl=ASK_ANEW)

    def look(self, paths: Collection[str]) -> Mapping[str, Found]:
        wanted = frozenset(paths)
        objects = (
            (item["Key"].removeprefix(self._prefix), item) for page in self._pages() for item in page["Contents"]
        )
        return {path: Found(item["Size"], item["ETag"].strip('"')) for path, item in objects if path in wanted}

    def put(self, files: Mapping[str, File], done: Done) -> None:
        def send(path: str) -> tuple[str, Found]:
            data = read_unchanged(files[path])
            return path, self._put(path, data, ContentType=content_type(path), CacheControl=cache_control(path))

        with ThreadPoolExecutor(AT_ONCE) as pool:
            tasks = [pool.submit(send, path) for path in files]
            try:
                for task in tasks:
                    done(*task.result())
            finally:
                pool.shutdown(cancel_futures=True)

    def remove(self, paths: Sequence[str]) -> None:
        for start in range(0, len(paths), MOST):
            keys = [{"Key": self._prefix + path} for path in paths[start : start + MOST]]
            with self._refusals():
                answer = self._client.delete_objects(Bucket=self._settings.bucket, Delete={"Objects": keys})
                _see_whole(answer, "Deleted", "Errors")
            for wrong in answer.get("Errors", ())[:1]:
                message = f"{wrong.get('Key')} cannot be removed: {wrong.get('Code')}"
                raise PublishError(message, "the key needs the right to delete objects")

    def remove_folders(self, paths: Sequence[str]) -> None:
        """There are none."""

    def finish(self) -> None:
        pass

    def _put(self, path: str, data: bytes, **about: str) -> Found:
        with self._refusals():
            answer = self._client.put_object(**self._object(path), Body=data, **about)
            _see_whole(answer, "ETag")
            return Found(len(data), answer["ETag"].strip('"'))

    def _object(self, path: str) -> dict[str, str]:
        return {"Bucket": self._settings.bucket, "Key": self._prefix + path}

    def _pages(self, **more: str) -> Iterator[Mapping[str, Any]]:
        paginator = self._client.get_paginator("list_objects_v2")
        with self._refusals():
            for page in paginator.paginate(Bucket=self._settings.bucket, Prefix=self._prefix, **more):
                _see_whole(page, "IsTruncated")
                yield {"Contents": (), **page}

    @contextlib.contextmanager
    def _refusals(self) -> Iterator[None]:
        """botocore's errors in our words."""
        from botocore import exceptions as boto
        from botocore.parsers import ResponseParserError

        where = self._settings.endpoint or "Amazon S3"
        try:
            yield
        except boto.ClientError as error:
            raise _refused(error, self._settings) from error
        except boto.SSLError as error:
            raise PublishError(f"{where} cannot prove that it is what it says", "see to endpoint") from error
        except (boto.HTTPClientError, boto.ReadTimeoutError, boto.ResponseStreamingError, ResponseParserError) as error:
            reason = first_line(str(error))
            raise Interrupted(f"no connection to {where}: {reason}", "see to endpoint and your connection") from error
        except boto.NoRegionError as error:
            raise PublishError("no region is given", f"add region to [publish.{self._settings.name}]") from error
        except (boto.NoCredentialsError, boto.PartialCredentialsError, boto.ProfileNotFound) as error:
            hint = "note them in ~/.aws/credentials, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
            raise PublishError(f"there are no credentials for {where}", hint) from error
        except (boto.BotoCoreError, ValueError) as error:
            raise PublishError(f"{where} cannot be used: {first_line(str(error))}", "see to the settings") from error


def content_type(path: str) -> str:
    return NAMED.get(path) or TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def cache_control(path: str) -> str:
    return FOR_EVER if UNMISTAKABLE.fullmatch(path) else ASK_ANEW


def _see_whole(answer: Mapping[str, object], *keys: str) -> None:
    """boto3 takes the beginning of an answer that was cut for all of it: an empty list, a deed that is done."""
    if not any(key in answer for key in keys):
        raise Interrupted("the store's answer was cut", "see to your connection")


def _refused(error: ClientError, settings: S3) -> PublishError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = str(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
    if code == "NoSuchBucket":
        return PublishError(f'there is no bucket "{settings.bucket}"', "create it, or see to bucket and endpoint")
    if code in FULL or status == "507":
        return no_space()
    if code in DENIED or status in ("401", "403"):
        hint = "see to the credentials and to the rights of the key: list, get, put and delete objects"
        return PublishError(f"the store does not let us in ({code})", hint)
    if code in PASSING or status.startswith("5"):
        return Interrupted(f"the store gave up: {code}", "see to the store")
    return PublishError(f"the store refused: {code}", "see to the settings")
