import gc
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from localkafka import KafkaUnavailable, LocalKafka
from localkafka.classpath import broker_jars


@pytest.fixture(scope="session")
def jars() -> list[Path]:
    """The broker's jars; without them the tests that need a broker are skipped, which CI counts as a failure."""
    try:
        return broker_jars()
    except KafkaUnavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def kafka(jars: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalKafka]:
    """One broker in a long path with spaces, a comma and Chinese, started by a thread that has ended since."""
    folder = tmp_path_factory.mktemp("broker") / "青年就業, 連結 平台" / ("long " * 40).strip() / "kafka"
    broker = LocalKafka(folder)
    starter = threading.Thread(target=broker.start)
    starter.start()
    starter.join()
    yield broker
    broker.stop()


@pytest.fixture(autouse=True)
def collected(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Collect each test's garbage while its own warning filters hold, not in the middle of a later test.

    A captured log record would keep the socket of a refused connection alive beyond that.
    """
    caplog.set_level(logging.CRITICAL, logger="kafka")
    yield
    gc.collect()
