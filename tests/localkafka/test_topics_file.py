from pathlib import Path

import pytest
from localkafka import TopicSpec, read_topics


def written(folder: Path, text: str) -> Path:
    file = folder / "topics.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_name_partitions_and_retention_are_read_and_other_keys_passed_over(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        """
        version: 3
        topics:
          youthlink.vacancy.v1: {partitions: 12, retention_days: 7, owner: vacancy, 說明: 優質職缺}
          youthlink.matching.v1: {partitions: 6}
        """,
    )

    assert read_topics(file) == [
        TopicSpec("youthlink.vacancy.v1", 12, retention_ms=604_800_000),
        TopicSpec("youthlink.matching.v1", 6),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "topics: [a, b]",
        "topics: {orders: 12}",
        "topics: {orders: {retention_days: 7}}",
        "topics: {orders: {partitions: 0}}",
        "topics: {orders: {partitions: '12'}}",
        "topics: {orders: {partitions: true}}",
        "topics: {orders: {partitions: 1, retention_days: 0.5}}",
        "topics: {orders: {partitions: 1",
    ],
)
def test_a_file_of_another_shape_is_refused_by_name(tmp_path: Path, text: str) -> None:
    file = written(tmp_path, text)

    with pytest.raises(ValueError, match=str(file)):
        read_topics(file)


def test_a_setting_by_kafkas_name_wins_over_the_retention() -> None:
    topic = TopicSpec("a", 1, retention_ms=1000, config={"retention.ms": "2000", "cleanup.policy": "delete"})

    assert topic.settings() == {"retention.ms": "2000", "cleanup.policy": "delete"}
