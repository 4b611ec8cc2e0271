import zipfile
from pathlib import Path

import pytest
from localkafka import KafkaUnavailable
from localkafka.classpath import broker_jars, cached_jars


class Repository:
    """A folder of jars that counts how often it is asked for them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.times_asked = 0

    def fetch(self) -> list[Path]:
        self.times_asked += 1
        jars = [self.folder / name for name in ("kafka.jar", "職缺 logging.jar")]
        for jar in jars:
            with zipfile.ZipFile(jar, "w") as archive:
                archive.writestr("META-INF/MANIFEST.MF", "")
        return jars


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_the_second_start_reads_the_list_and_asks_nobody(tmp_path: Path, repository: Repository) -> None:
    fetched = cached_jars(tmp_path / "cache" / "kafka.jars", repository.fetch)
    remembered = cached_jars(tmp_path / "cache" / "kafka.jars", repository.fetch)

    assert fetched == remembered == [tmp_path / "kafka.jar", tmp_path / "職缺 logging.jar"]
    assert repository.times_asked == 1


def test_a_missing_jar_has_all_of_them_fetched_anew(tmp_path: Path, repository: Repository) -> None:
    first, second = cached_jars(tmp_path / "kafka.jars", repository.fetch)
    second.unlink()

    assert cached_jars(tmp_path / "kafka.jars", repository.fetch) == [first, second]
    assert repository.times_asked == 2
    assert second.exists()


def test_an_empty_list_does_not_count_as_remembered(tmp_path: Path, repository: Repository) -> None:
    (tmp_path / "kafka.jars").touch()

    assert len(cached_jars(tmp_path / "kafka.jars", repository.fetch)) == 2


def test_a_fetch_that_fails_leaves_nothing_remembered(tmp_path: Path, repository: Repository) -> None:
    def refuse() -> list[Path]:
        raise ConnectionError("no route")

    with pytest.raises(ConnectionError):
        cached_jars(tmp_path / "kafka.jars", refuse)
    cached_jars(tmp_path / "kafka.jars", repository.fetch)

    assert repository.times_asked == 1


def test_without_a_reachable_repository_the_broker_is_said_to_be_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "jgo.conf"
    settings.write_text("[repositories]\ncentral = http://127.0.0.1:9/maven2\n", encoding="utf-8")
    monkeypatch.setenv("JGO_CONFIG_FILE", str(settings))
    monkeypatch.setenv("JGO_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("M2_REPO", str(tmp_path / "empty"))

    with pytest.raises(KafkaUnavailable, match="M2_REPO"):
        broker_jars()
