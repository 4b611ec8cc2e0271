"""Register somebody unemployed (未就業青年) who came to a public employment office."""

from collections.abc import Sequence

from chassis.auth import OrgKind
from chassis.db import Transaction, new_id
from chassis.people import people_of
from fields.calendar import business_date

from matching.domain.consents import allows_registration
from matching.domain.errors import ConsentMissing, CountyNotServed, YouthRegistered
from matching.domain.life_cycle import State, TargetGroup
from matching.domain.statement import Statement
from matching.domain.youth import Youth
from matching.repository.consents import Consents
from matching.repository.people import People
from matching.repository.visibility import counties_of
from matching.repository.youths import Youths
from matching.service.decide_eligibility import decide_all
from matching.service.keep_youth import add_all, keep, new_youth
from matching.service.permission import require_kind
from matching.service.record_consent import Given, consents_of
from matching.service.say_standing import say_standing

MAY_REGISTER = frozenset({OrgKind.PUBLIC_EMPLOYMENT_OFFICE, OrgKind.BRANCH})


async def register_youth(tx: Transaction, *, facts: Statement, given: Sequence[Given]) -> Youth:
    """Register a person with what was stated and consented to, and decide eligibility at once.

    Whether another organisation has registered the same person makes no difference that the caller could see. Somebody
    who had left this organisation's list comes back under the same id. Raises OrganisationKindRefused, ConsentMissing,
    BirthDateInvalid, CountyNotServed, YouthRegistered (by this very organisation), NoRuleSetInForce.
    """
    require_kind(tx.principal, MAY_REGISTER)
    county = facts["registration"]["county"]
    if tx.principal.org_kind is OrgKind.BRANCH and county not in counties_of(tx.principal):
        raise CountyNotServed(county=county)
    youth_id = new_id()
    index = people_of(tx).index("person-number", facts["person_number"])
    person_id = (await People(tx).claim({index: youth_id}))[index]
    own = next(iter(await Youths(tx).locked_of_person(person_id)), None)
    if own is not None and own.state is State.ACTIVE:
        raise YouthRegistered(id=str(own.id))
    on = business_date(tx.now)
    consents = consents_of(tx, youth_id if own is None else own.id, given)
    if not allows_registration(consents, on):
        raise ConsentMissing()
    if own is None:
        made = new_youth(tx, TargetGroup.UNEMPLOYED, facts, ids=(youth_id, person_id), county=county)
        [(youth, _)] = await decide_all(tx, [made])
        await add_all(tx, [youth])
    else:
        back = own.registered_again(facts, source_version=None, county=county, on=on)
        [(decided, _)] = await decide_all(tx, [back])
        youth = await keep(tx, before=own, after=decided)
    await Consents(tx).add_all(consents)
    await say_standing(tx, [person_id])
    return youth
