"""Try rules on the stock (試算): who would flip, both ways; nothing is decided, nothing is said."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date

from chassis import jobs
from chassis.db import Transaction
from chassis.domain import Json, RuleSet, judge
from chassis.jobs import Chunk, Job, Progress
from chassis.service import Service
from fields.calendar import business_date

from vacancy.domain.errors import RuleSetUnknown
from vacancy.domain.facts import facts_of, judged
from vacancy.domain.life_cycle import IN_STOCK
from vacancy.domain.references import NO_TIER
from vacancy.domain.screening import outcome_of
from vacancy.domain.trial import Tallies, direction, moved
from vacancy.repository.references import References
from vacancy.repository.rules import Flip, Rules
from vacancy.repository.stock import Placed, Stock, StockFilters
from vacancy.service.draft_rules import AGENCY
from vacancy.service.look_up import Wanted, look_up
from vacancy.service.permission import require_kind
from vacancy.service.screen_vacancy import REGISTRY, RULES

TRIAL = "rule-set-trial"
AT_ONCE = 500


async def request_trial(tx: Transaction, *, version: str, county: str | None, industry: str | None) -> Job:
    """Ask what a draft, or a released version, would say of the stock compared with the rules in force today.

    Raises OrganisationKindRefused, RuleSetUnknown.
    """
    require_kind(tx.principal, AGENCY)
    on = business_date(tx.now)
    present = await References(tx).rule_set_in_force(RULES, on=on)
    tried = await _tried(tx, version)
    # as they are now: a draft that is rewritten meanwhile, or another day, must not be mixed into the same count
    both = {"_on": on.isoformat(), "_present": _stored(present), "_tried": _stored(tried)}
    parameters = {"version": version, "county": county, "industry": industry, **both}
    return await jobs.request(tx, kind=TRIAL, parameters=parameters)


@asynccontextmanager
async def trial(service: Service, job: Job) -> AsyncIterator[Chunk]:
    """The job: the stock in chunks, each vacancy judged under both rules on today's facts."""
    filters = StockFilters(county=job.parameters["county"], industry=job.parameters["industry"])
    async with service.database.reading() as connection:
        total = await Stock(service.begin(connection, job.principal)).count(IN_STOCK, filters)

    async def chunk(tx: Transaction, job: Job) -> Progress:
        cursor = job.cursor or {"after": 0, "tallies": None}
        found = await Stock(tx).read(IN_STOCK, filters, after=cursor["after"], limit=AT_ONCE)
        tallies = Tallies.read(cursor["tallies"])
        flips = await _judge(tx, found, tallies, asked=job.parameters)
        await Rules(tx).add_flips(job.id, flips)
        after = found[-1].position if found else cursor["after"]
        done = job.done + len(found)
        return Progress(
            cursor={"after": after, "tallies": tallies.stored()},
            done=done,
            total=max(total, done),
            counts={"better": tallies.all.better, "worse": tallies.all.worse},
            finished=len(found) < AT_ONCE,
        )

    yield chunk


async def _judge(tx: Transaction, found: list[Placed], tallies: Tallies, *, asked: Mapping[str, Json]) -> list[Flip]:
    on = date.fromisoformat(asked["_on"])
    present, tried = (RuleSet(**asked[name], effective_from=on, effective_to=None) for name in ("_present", "_tried"))
    known = await look_up(tx, [Wanted.of(one.vacancy) for one in found], on=on)
    tiers = {one.code: one.tier for one in await References(tx).key_industries()}
    flips = []
    for placed, looked_up in zip(found, known, strict=True):
        vacancy = placed.vacancy
        facts = facts_of(judged(vacancy.facts, looked_up, attested=vacancy.attested_facts))
        findings = [judge(REGISTRY.current, facts, rules, on) for rules in (present, tried)]
        before, after = (outcome_of(REGISTRY.current, one) for one in findings)
        criteria = moved(*findings)
        tier = NO_TIER if vacancy.industry is None else tiers[vacancy.industry]
        tallies.add(before, after, county=vacancy.county, industry=vacancy.industry, tier=tier, criteria=criteria)
        way = direction(before, after)
        if way is not None:
            flips.append(
                Flip(
                    position=placed.position,
                    vacancy_id=vacancy.id,
                    case_number=vacancy.case_number,
                    state=vacancy.state,
                    county=vacancy.county,
                    industry=vacancy.industry,
                    tier=tier,
                    before=before,
                    after=after,
                    direction=way,
                    criteria=criteria,
                )
            )
    return flips


def _stored(rules: RuleSet) -> dict[str, Json]:
    return {"name": rules.name, "version": rules.version, "parameters": dict(rules.parameters)}


async def _tried(tx: Transaction, version: str) -> RuleSet:
    draft = await Rules(tx).draft(RULES, version)
    if draft is not None:
        return draft.rules_from(business_date(tx.now))
    released = await References(tx).rule_set(RULES, version)
    if released is None:
        raise RuleSetUnknown(version=version)
    return released
