"""The broker's jars: resolved once through Maven metadata, remembered as a list of paths."""

import fcntl
import logging
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError

import jgo
from jgo.config import GlobalSettings

from localkafka.errors import KafkaUnavailable

log = logging.getLogger(__name__)

# Resolved apart on purpose: joined in one request they share dependency management, and log4j's pins then bring in
# kafka-clients 3.9.1, with which the 4.1.1 broker dies of NoSuchMethodError.
BROKER: Final = "org.apache.kafka:kafka_2.13:4.1.1"
LOGGING: Final = "org.slf4j:slf4j-simple:1.7.36"

# jgo raises plain RuntimeError for a missing artifact, AssertionError for a half-known one and ParseError for a
# metadata file cut short; requests' errors and a read-only home are OSError.
RESOLVER_ERRORS: Final = (OSError, RuntimeError, ValueError, AssertionError, ParseError)


def broker_jars() -> list[Path]:
    """Return the broker's jars, fetching what this machine lacks (about 20 s the first time, then milliseconds).

    Raises KafkaUnavailable if they can be neither found nor fetched.
    """
    try:
        cache_dir = GlobalSettings.load().cache_dir / "youthlink-localkafka"
        return cached_jars(cache_dir / f"{BROKER}+{LOGGING}.jars".replace(":", "_"), fetch_jars)
    except RESOLVER_ERRORS as error:
        raise KafkaUnavailable(
            f"Apache Kafka cannot be fetched from a Maven repository ({type(error).__name__}: {error}); "
            "connect once, or point M2_REPO at a repository that has it and JGO_CACHE_DIR at a writable folder."
        ) from error


def cached_jars(cache_file: Path, fetch: Callable[[], Sequence[Path]]) -> list[Path]:
    """Return the paths listed in `cache_file` if all still exist; otherwise `fetch` them and write the list anew."""
    jars = _read(cache_file)
    if jars:
        return jars
    cache_file.parent.mkdir(parents=True, exist_ok=True)
    with cache_file.with_suffix(".lock").open("w") as lock:
        # Two downloads of one file at a time spoil it: jgo writes straight to the final name.
        fcntl.flock(lock, fcntl.LOCK_EX)
        jars = _read(cache_file)
        if not jars:
            jars = list(fetch())
            fresh = cache_file.with_suffix(".new")
            fresh.write_text("".join(f"{jar}\n" for jar in jars), encoding="utf-8")
            fresh.replace(cache_file)
    return jars


def fetch_jars() -> list[Path]:
    """Resolve and download the jars with jgo, from the repositories of the user's jgo settings or Maven Central."""
    log.info("fetching Apache Kafka, once for this user")
    repositories = GlobalSettings.load().repositories
    broker = jgo.resolve(BROKER, repositories=repositories)
    logger, *_ = jgo.resolve(LOGGING, repositories=repositories)
    return [_whole(artifact.resolve) for artifact in [*broker, logger]]


def _whole(download: Callable[[], Path]) -> Path:
    jar = download()
    if not zipfile.is_zipfile(jar):
        # Left by a download that was interrupted: jgo takes any file of the right name for a finished one.
        jar.unlink()
        jar = download()
    if not zipfile.is_zipfile(jar):
        raise OSError(f"{jar} is not a whole jar")
    return jar


def _read(cache_file: Path) -> list[Path]:
    try:
        jars = [Path(line) for line in cache_file.read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return []
    return jars if all(jar.is_file() for jar in jars) else []
