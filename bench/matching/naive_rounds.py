"""Matching rounds in plain Python: deferred acceptance by the book, and the best total by exhaustive search."""

from functools import cache

from matching.engine.policy import Policy

from bench.matching.naive import Row, admissible, score

Matching = dict[int, int]
"""Vacancy number by youth number."""


def deferred_acceptance(policy: Policy, youths: list[Row], vacancies: list[Row], ticket: dict[int, int]) -> Matching:
    """The youth-optimal stable matching; ``ticket`` breaks an employer's ties, higher first."""
    lists, keys = {}, {}
    for y in youths:
        scored = []
        for v in vacancies:
            if admissible(policy, y, v):
                points, seen = score(policy, y, v)
                scored.append((-points, v["number"]))
                keys[y["number"], v["number"]] = (seen // policy.employer_band, ticket[y["number"]])
        lists[y["number"]] = [number for _, number in sorted(scored)]
    seats: dict[int, list[int]] = {v["number"]: [] for v in vacancies}
    openings = {v["number"]: v["openings"] for v in vacancies}
    waiting = list(lists)
    while waiting:
        youth = waiting.pop()
        if lists[youth]:
            vacancy = lists[youth].pop(0)
            seats[vacancy].append(youth)
            if len(seats[vacancy]) > openings[vacancy]:
                weakest = min(seats[vacancy], key=lambda holder: keys[holder, vacancy])
                seats[vacancy].remove(weakest)
                waiting.append(weakest)
    return {youth: vacancy for vacancy, holders in seats.items() for youth in holders}


def best_total(policy: Policy, youths: list[Row], vacancies: list[Row]) -> int:
    """The greatest total score of any assignment, by exhaustive search with memory (a handful of youths)."""
    points = [[score(policy, y, v)[0] if admissible(policy, y, v) else None for v in vacancies] for y in youths]

    @cache
    def best(youth: int, free: tuple[int, ...]) -> int:
        if youth == len(points):
            return 0
        totals = [best(youth + 1, free)]
        for at, value in enumerate(points[youth]):
            if value is not None and free[at]:
                totals.append(value + best(youth + 1, (*free[:at], free[at] - 1, *free[at + 1 :])))
        return max(totals)

    return best(0, tuple(min(v["openings"], len(youths)) for v in vacancies))


def blocking_pairs(
    policy: Policy, youths: list[Row], vacancies: list[Row], match: Matching, ticket: dict[int, int]
) -> int:
    """Pairs of a youth and a vacancy that would both rather have each other: every pair is looked at."""
    offered, youth_of = {v["number"]: v for v in vacancies}, {y["number"]: y for y in youths}
    own = {youth: score(policy, youth_of[youth], offered[vacancy])[0] for youth, vacancy in match.items()}
    weakest: dict[int, tuple[int, int]] = {}
    seats = {number: v["openings"] for number, v in offered.items()}
    for youth, vacancy in match.items():
        seats[vacancy] -= 1
        key = (score(policy, youth_of[youth], offered[vacancy])[1] // policy.employer_band, ticket[youth])
        weakest[vacancy] = min(weakest.get(vacancy, key), key)
    blocking = 0
    for y in youths:
        number = y["number"]
        rank = (-own.get(number, -1), match.get(number, -1))
        for v in vacancies:
            if v["openings"] and admissible(policy, y, v):
                points, seen = score(policy, y, v)
                key = (seen // policy.employer_band, ticket[number])
                taken = seats[v["number"]] > 0 or key > weakest[v["number"]]
                blocking += taken and (-points, v["number"]) < rank
    return blocking
