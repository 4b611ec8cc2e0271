"""Random odd worlds for property tests: everything small, everything absent sometimes, ties everywhere."""

from dataclasses import replace

from hypothesis import strategies as st
from matching.engine.policy import Filters, Policy, SkillRule, policy_from, ring
from matching.engine.tables import ABSENT, Lists, Vacancies, Youths

from bench.matching import yv1

SKILLS, FIELDS, CERTIFICATES, ATTRIBUTES, COURSES = 5, 3, 3, 3, 2


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    regions = tuple(f"r{at}" for at in range(draw(st.integers(1, 4))))
    industries = tuple(f"i{at}" for at in range(draw(st.integers(1, 3))))
    data = yv1.policy().as_data() | {
        "regions": regions,
        "industries": industries,
        "neighbours": ring(regions),
        "employer_band": draw(st.sampled_from([1, 100, 10_000])),
        "absent": {
            "vacancy_wage": draw(st.integers(0, 1000)),
            "youth_wage": draw(st.integers(0, 1000)),
            "vacancy_skills": draw(st.integers(0, 5000)),
            "vacancy_education": draw(st.sampled_from(["open_to_all", "refuse"])),
            "youth_education": draw(st.sampled_from(["lowest", "refuse"])),
        },
    }
    filters = Filters(*(draw(st.lists(st.booleans(), min_size=4, max_size=4))))
    skills = SkillRule(levels=draw(st.integers(1, 3)), importance_floor=draw(st.sampled_from([0, 3, 50])))
    return replace(policy_from(data), filters=filters, skills=skills)


def bits(width: int) -> st.SearchStrategy[int]:
    return st.integers(0, (1 << width) - 1)


def lists_of(size: int, n: int) -> st.SearchStrategy[list[list[int]]]:
    return st.lists(st.sets(st.integers(0, size - 1), max_size=4).map(sorted), min_size=n, max_size=n)


@st.composite
def vacancies(draw: st.DrawFn, policy: Policy, most: int = 25) -> Vacancies:
    n = draw(st.integers(0, most))
    skills = Lists.of(draw(lists_of(SKILLS, n)))

    def column(values: st.SearchStrategy[int], size: int = n) -> list[int]:
        return draw(st.lists(values, min_size=size, max_size=size))

    return Vacancies.of(
        number=sorted(draw(st.sets(st.integers(0, 500), min_size=n, max_size=n))),
        region=column(st.integers(0, len(policy.regions) - 1)),
        industry=column(st.integers(0, len(policy.industries) - 1)),
        education=column(st.integers(ABSENT, 4)),
        certificates=column(st.sampled_from([0, 0, 1, 4])),
        skills=skills,
        importance=column(st.integers(1, 5), len(skills.values)),
        level=column(st.integers(1, 4), len(skills.values)),
        fields=column(bits(FIELDS)),
        wage=column(st.sampled_from([ABSENT, 28_000, 30_500, 40_000])),
        attributes=column(bits(ATTRIBUTES)),
        course=column(st.integers(ABSENT, COURSES - 1)),
        openings=column(st.integers(0, 3)),
    )


@st.composite
def youths(draw: st.DrawFn, policy: Policy, most: int = 8) -> Youths:
    n = draw(st.integers(1, most))
    skills = Lists.of(draw(lists_of(SKILLS + 1, n)))

    def column(values: st.SearchStrategy[int], size: int = n) -> list[int]:
        return draw(st.lists(values, min_size=size, max_size=size))

    return Youths.of(
        number=list(draw(st.permutations(range(n)))),
        home=column(st.integers(ABSENT, len(policy.regions) - 1)),
        regions=column(bits(len(policy.regions))),
        industries=column(bits(len(policy.industries))),
        education=column(st.integers(ABSENT, 4)),
        certificates=column(bits(CERTIFICATES)),
        skills=skills,
        level=column(st.integers(1, 4), len(skills.values)),
        field=column(st.integers(ABSENT, FIELDS - 1)),
        wage=column(st.sampled_from([ABSENT, 28_000, 33_300, 60_000])),
        preferences=column(bits(ATTRIBUTES)),
        courses=Lists.of(draw(lists_of(COURSES + 1, n))),
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Policy, Vacancies, Youths]:
    policy = draw(policies())
    return policy, draw(vacancies(policy)), draw(youths(policy))
