"""What can be broken here; the edge turns each into a problem."""

from datetime import date

from chassis.domain import DomainError


class VacancyUnknown(DomainError):
    """There is no such vacancy, or it is not the caller's to see."""

    code = "vacancy-unknown"
    title_en = "There is no such vacancy"
    title_zh = "查無此職缺"


class OrganisationKindRefused(DomainError):
    """This act belongs to another kind of organisation, whatever the token's scopes say."""

    code = "organisation-kind-refused"
    title_en = "This kind of organisation may not do this"
    title_zh = "此類機關（構）不得執行此操作"


class IndustryUnknown(DomainError):
    """The code names no key industry (重點產業) that is loaded."""

    code = "industry-unknown"
    title_en = "There is no such key industry"
    title_zh = "查無此重點產業代碼"

    def __init__(self, industry: str, *, pointer: str) -> None:
        super().__init__(errors=[{"pointer": pointer, "code": self.code, "received": industry}])


class KeyIndustryUnknown(DomainError):
    """The address names no key industry (重點產業) that is loaded."""

    code = "key-industry-unknown"
    title_en = "There is no such key industry"
    title_zh = "查無此重點產業"


class DuplicateLinkUnknown(DomainError):
    """There is no such link between two vacancies, or it is not the caller's to see."""

    code = "duplicate-link-unknown"
    title_en = "There is no such link between two vacancies"
    title_zh = "查無此重複職缺關聯"


class DuplicateOfAnother(DomainError):
    """Another source states the same opening, and that statement is the one that is kept."""

    code = "duplicate-of-another"
    # the link that it names was perhaps only found now, and an officer has to be able to release it
    stands = True
    title_en = "The vacancy duplicates another one that is kept"
    title_zh = "本職缺與另一保留之職缺重複，解除關聯前不得公告"


class ReportUnknown(DomainError):
    """There is no such report, or it concerns a vacancy that is not the caller's to see."""

    code = "report-unknown"
    title_en = "There is no such report"
    title_zh = "查無此職缺回報"


class ReportOpen(DomainError):
    """The organisation has reported this of the vacancy before, and an officer has still to decide that report."""

    code = "report-open"
    title_en = "Your report of this about the vacancy waits for a decision already"
    title_zh = "貴單位就本職缺同一事由之回報尚待處理"


class ContactWindowUnknown(DomainError):
    """There is no such contact window, or it is not the caller's to see."""

    code = "contact-window-unknown"
    title_en = "There is no such contact window"
    title_zh = "查無此聯繫窗口"


class QueryWithoutWords(DomainError):
    """The query holds neither a letter nor a number, so nothing could be found by it."""

    code = "query-without-words"
    title_en = "The query holds no word"
    title_zh = "查詢字串未含任何文字"

    def __init__(self, query: str) -> None:
        super().__init__(errors=[{"query": "q", "code": self.code, "received": query}])


class FilterNotOffered(DomainError):
    """A list is not narrowed by this for this kind of organisation: it would tell what its view does not show."""

    code = "filter-not-offered"
    title_en = "This list is not narrowed by this for you"
    title_zh = "此清單不提供以該條件篩選"

    def __init__(self, name: str) -> None:
        super().__init__(errors=[{"query": name, "code": self.code}])


class EmployerUnknown(DomainError):
    """There is no such employer, or it is not the caller's to see."""

    code = "employer-unknown"
    title_en = "There is no such employer"
    title_zh = "查無此用人單位"


class AssociationUnknown(DomainError):
    """There is no such association, or it is not the caller's to see."""

    code = "association-unknown"
    title_en = "There is no such association"
    title_zh = "查無此產業公協會"


class AssociationRecorded(DomainError):
    """The branch has recorded its cooperation with this organisation before; change that record."""

    code = "association-recorded"
    title_en = "The branch has recorded this association already"
    title_zh = "該分署已登錄此產業公協會"


class PlanUnknown(DomainError):
    """There is no such execution plan, or it is not the caller's to see."""

    code = "execution-plan-unknown"
    title_en = "There is no such execution plan"
    title_zh = "查無此執行計畫"


class PlanFiled(DomainError):
    """The branch has filed its plan of that year before; amend that one."""

    code = "execution-plan-filed"
    title_en = "The branch has filed its execution plan of this year already"
    title_zh = "該分署已提送本年度執行計畫"


class BranchMissing(DomainError):
    """The caller serves no one branch and names none, or names another branch than its own."""

    code = "branch-missing"
    title_en = "The branch must be named, and be the caller's own"
    title_zh = "須指明分署，且限所屬分署"


class AppealUnknown(DomainError):
    """The vacancy has no such appeal."""

    code = "appeal-unknown"
    title_en = "There is no such appeal"
    title_zh = "查無此申復案"


class AppealAlreadyMade(DomainError):
    """A vacancy may be appealed once, whatever became of the appeal."""

    code = "appeal-already-made"
    title_en = "This vacancy has been appealed before"
    title_zh = "本職缺已申復一次，不得再次申復"


class NothingToRescreen(DomainError):
    """The resubmission touches no fact that any criterion reads: the screening would say the same again."""

    code = "nothing-to-rescreen"
    title_en = "Nothing that the screening reads has changed"
    title_zh = "重新送審內容未變更任何審查事實"


class ExceptionUnknown(DomainError):
    """There is no such exception, or it concerns a vacancy that is not the caller's to see."""

    code = "exception-unknown"
    title_en = "There is no such exception"
    title_zh = "查無此例外核准"


class ExceptionInForce(DomainError):
    """The criterion of the vacancy is excepted already in this period; revoke that exception first."""

    code = "exception-in-force"
    title_en = "This criterion of the vacancy is excepted already"
    title_zh = "本職缺該項條件已有例外核准"


class PeriodInvalid(DomainError):
    """A period that is over, or ends before it begins, or leaves the frame it has to keep."""

    code = "period-invalid"
    title_en = "The period is not valid"
    title_zh = "期間不正確"

    def __init__(self, *, pointer: str, received: date, allowed: str, rule: str | None = None) -> None:
        error = {"pointer": pointer, "code": self.code, "received": received.isoformat(), "allowed": allowed}
        super().__init__(errors=[error if rule is None else {**error, "rule": rule}])


class SkillUnknown(DomainError):
    """The lexicon has no such skill or field of skills."""

    code = "skill-unknown"
    title_en = "The lexicon has no such skill or field"
    title_zh = "技能詞庫無此技能或領域"

    def __init__(self, *, pointer: str, received: str) -> None:
        super().__init__(errors=[{"pointer": pointer, "code": self.code, "received": received}])


class ClosingDatePassed(DomainError):
    """Applications closed before today, so nobody could answer the publication."""

    code = "closing-date-passed"
    title_en = "The closing date of the vacancy has passed"
    title_zh = "職缺應徵截止日期已過"


class OpeningsUnknown(DomainError):
    """Nobody states how many people are wanted, which whoever hears of a publication counts."""

    code = "openings-unknown"
    title_en = "It is not stated how many people are wanted"
    title_zh = "未載明雇用人數"

    def __init__(self) -> None:
        super().__init__(errors=[{"pointer": "/openings", "code": self.code}])


class NoSeatLeft(DomainError):
    """As many people work there as are wanted: close it as filled, or state more openings."""

    code = "no-seat-left"
    title_en = "Every seat of the vacancy is taken"
    title_zh = "職缺名額已滿"


class NoRuleSetInForce(DomainError):
    """No version of the rules holds on the reference date."""

    code = "no-rule-set-in-force"
    title_en = "No rule set is in force on this date"
    title_zh = "該日期無有效之審查規則"


class RuleSetUnknown(DomainError):
    """There is no such version of the screening rules, or it is not a draft where only a draft will do."""

    code = "rule-set-unknown"
    title_en = "There is no such version of the rules"
    title_zh = "查無此審查規則版本"


class RuleSetReleased(DomainError):
    """A released version is never edited: decisions rest on it. Draft another version."""

    code = "rule-set-released"
    title_en = "This version of the rules has been released"
    title_zh = "此審查規則版本已生效發布，不得修改"


class RuleSetInvalid(DomainError):
    """The draft holds parameters that the criteria could not read, or changes some without a note."""

    code = "rule-set-invalid"
    title_en = "The rules cannot be used as they are stated"
    title_zh = "審查規則內容不正確"


class KindRefused(DomainError):
    """A file of this kind does not come in that format."""

    code = "media-type-unsupported"
    title_en = "This format does not come in a file of this type"
    title_zh = "此格式不支援該檔案型別"


class SourceMissing(DomainError):
    """The format does not tell which system its rows come from, and the caller does not either."""

    code = "source-missing"
    title_en = "The system that the rows come from must be named"
    title_zh = "須指明職缺來源系統"


class OutcomesGone(DomainError):
    """The outcomes of an import are kept for seven days after its end."""

    code = "outcomes-gone"
    title_en = "The outcomes of this import are not kept any more"
    title_zh = "此次匯入之逐列結果已逾保存期限"
