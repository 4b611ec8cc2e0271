"""The errors of the matching service, each named for the fact."""

from chassis.domain import DomainError


class NoRuleSetInForce(DomainError):
    """No version of the rules holds on the reference date, so nothing can be decided."""

    code = "no-rule-set-in-force"
    title_en = "No rule set is in force on this date"
    title_zh = "該日期無生效之審查規則"
