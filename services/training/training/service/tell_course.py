"""What others are told of a course: whenever it is stated, closed or opened again, all that they ask of it."""

from chassis import outbox
from chassis.db import Transaction
from contracts.training import CourseStated

from training.domain.course import Course, CourseState


async def say_stated(tx: Transaction, course: Course) -> None:
    """Say how a locked course stands now."""
    await outbox.record(tx, stated_fact(course), aggregate_id=course.id, sequence=course.seq)


def stated_fact(course: Course) -> CourseStated:
    """A course as it stands."""
    return CourseStated(
        kind=course.content.kind.value, industry=course.content.industry, open=course.state is CourseState.OPEN
    )
