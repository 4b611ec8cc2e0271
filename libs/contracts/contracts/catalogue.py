"""Every event of the platform by its type, and the topic it travels on."""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

import yaml
from pydantic import BaseModel, ConfigDict

from contracts import erasure, matching, training, vacancy
from contracts.envelope import Fact, by_type

EVENTS: Mapping[str, type[Fact]] = MappingProxyType(
    by_type(
        vacancy.VacancyScreened,
        vacancy.VacancyPublished,
        vacancy.VacancyChanged,
        vacancy.VacancyClosed,
        vacancy.EmployerRegistered,
        vacancy.ExecutionPlanFiled,
        vacancy.ExecutionPlanAcknowledged,
        erasure.VacancyErasureConfirmed,
        matching.YouthRegistered,
        matching.YouthWithdrawn,
        matching.YouthErasureRequested,
        matching.ActivityAttended,
        matching.ReferralIssued,
        matching.ReferralClosed,
        matching.TrainingReferralOpened,
        matching.PlacementStarted,
        matching.PlacementCheckpointReached,
        matching.PlacementEnded,
        training.ApplicationDecided,
        training.CourseStated,
        training.EnrolmentStarted,
        training.EnrolmentCompleted,
        erasure.TrainingErasureConfirmed,
        erasure.IndicatorsErasureConfirmed,
    )
)


class Topic(BaseModel):
    """One topic as ``topics.yaml`` declares it. Dead-letter topics are named ``<topic>.<consumer>.dlt``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    owner: str
    key: str
    partitions: int
    retention_days: int
    events: dict[str, list[str]]
    """Event type to the services that hear it."""

    @property
    def consumers(self) -> tuple[str, ...]:
        """The services that hear anything on this topic, sorted."""
        return tuple(sorted({service for hearers in self.events.values() for service in hearers}))


def load_topics() -> Mapping[str, Topic]:
    """The declared topics by name."""
    declared = yaml.safe_load(files("contracts").joinpath("topics.yaml").read_text(encoding="utf-8"))
    return {name: Topic.model_validate(topic) for name, topic in declared["topics"].items()}


TOPICS: Mapping[str, Topic] = MappingProxyType(dict(load_topics()))
_TOPIC_OF: Mapping[str, str] = MappingProxyType(
    {event: name for name, topic in TOPICS.items() for event in topic.events}
)


def topic_of(event_type: str) -> str:
    """The topic an event type travels on."""
    return _TOPIC_OF[event_type]


def dead_letter_topic(topic: str, consumer: str) -> str:
    """Where a consumer puts what it cannot decode."""
    return f"{topic}.{consumer}.dlt"
