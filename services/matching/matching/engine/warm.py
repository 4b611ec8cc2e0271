"""Compile every kernel before the first request: at image build, and at process start."""

from matching.engine.index import build
from matching.engine.policy import Policy, default_policy
from matching.engine.rounds import Terms, assign
from matching.engine.tables import Lists, Vacancies, Youths
from matching.engine.topk import topk


def warm_up() -> None:
    """Run each kernel once on a world of one youth and one vacancy; compiled code is cached on disk.

    Seconds the first time, tenths of one after that. Without numba it is quick and changes nothing.
    """
    policy = default_policy()
    youths, vacancies = _one_each(policy)
    index = build(vacancies, policy)
    topk(index, youths, 0, 1)
    assign(index, youths, Terms(mode="stable"))
    assign(index, youths, Terms(mode="max_total"))


def _one_each(policy: Policy) -> tuple[Youths, Vacancies]:
    skill = Lists.of([[0]])
    youths = Youths.of(
        number=[0], home=[0], regions=[1], industries=[1], education=[len(policy.education) - 1], certificates=[0],
        skills=skill, level=[1], field=[0], wage=[30_000], preferences=[1], courses=skill,
    )  # fmt: skip
    vacancies = Vacancies.of(
        number=[0], region=[0], industry=[0], education=[0], certificates=[0], skills=skill, importance=[1], level=[1],
        fields=[1], wage=[30_000], attributes=[1], course=[0], openings=[1],
    )  # fmt: skip
    return youths, vacancies
