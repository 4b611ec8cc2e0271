"""The specification in plain Python: the scorer everything else must equal, and the slowest peer."""

from typing import Any

from matching.engine.policy import Policy
from matching.engine.tables import ABSENT, Lists, Table

Row = dict[str, Any]


def rows(table: Table) -> list[Row]:
    """A table as one dictionary of plain values a row."""
    columns: dict[str, list[Any]] = {}
    for name in table.KINDS:
        values = getattr(table, name)
        if name in table.BESIDE:
            values = [values[span] for span in spans(getattr(table, table.BESIDE[name]))]
        columns[name] = [value.tolist() for value in values]
    for name, lists in table.lists().items():
        columns[name] = [lists.values[span].tolist() for span in spans(lists)]
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def spans(lists: Lists) -> list[slice]:
    """Where each list stands in ``values``."""
    return [slice(*pair) for pair in zip(lists.offsets[:-1].tolist(), lists.offsets[1:].tolist(), strict=True)]


def admissible(policy: Policy, y: Row, v: Row) -> bool:
    """Whether a vacancy may be offered to a youth at all."""
    wants, absent = policy.filters, policy.absent
    open_to_all = v["education"] == ABSENT and absent.vacancy_education == "open_to_all"
    unknown = v["education"] == ABSENT and not open_to_all
    education = 0 if y["education"] == ABSENT and absent.youth_education == "lowest" else y["education"]
    return (
        (not wants.region or y["regions"] >> v["region"] & 1 == 1)
        and (not wants.industry or y["industries"] >> v["industry"] & 1 == 1)
        and (not wants.education or (not unknown and education != ABSENT and education >= v["education"]))
        and (not wants.certificates or v["certificates"] & ~y["certificates"] == 0)
    )


def score(policy: Policy, y: Row, v: Row) -> tuple[int, int]:
    """The score (0 … 10,000) and, of it, what an employer sees: skills, field and training."""
    w, bands, levels = policy.weights, policy.bands, policy.skills.levels
    total, held = (
        max(sum(v["importance"]), policy.skills.importance_floor),
        dict(zip(y["skills"], y["level"], strict=True)),
    )
    skills = 0 if v["skills"] else policy.absent.vacancy_skills
    for skill, importance, level in zip(v["skills"], v["importance"], v["level"], strict=True):
        asked = min(level, levels)
        skills += (w.skills * importance // total) * min(held.get(skill, 0), asked) // asked
    field = bands.field_open if not v["fields"] else w.field * (y["field"] >= 0 and v["fields"] >> y["field"] & 1)
    training = w.training * (v["course"] in y["courses"])
    short = y["wage"] // policy.wage.unit - v["wage"] // policy.wage.unit
    wage = w.wage - policy.wage.step * min(max(short, 0), policy.wage.steps)
    wage = policy.absent.youth_wage if y["wage"] < 0 else policy.absent.vacancy_wage if v["wage"] < 0 else wage
    beside = policy.neighbour_masks[y["home"]] if y["home"] >= 0 else 0
    near = bands.location_neighbour if beside >> v["region"] & 1 else bands.location_elsewhere
    location = w.location if y["home"] == v["region"] else near
    wished = y["preferences"]
    each = w.preferences // wished.bit_count() if wished else 0
    wishes = each * (wished & v["attributes"]).bit_count() if wished else bands.preferences_none_stated
    seen = skills + field + training
    return seen + wage + location + wishes, seen


def topk(policy: Policy, y: Row, vacancies: list[Row], k: int) -> list[tuple[int, int]]:
    """The best k (vacancy number, score) of one youth: score down, number up."""
    scored = [(-score(policy, y, v)[0], v["number"]) for v in vacancies if admissible(policy, y, v)]
    return [(number, -points) for points, number in sorted(scored)[:k]]
