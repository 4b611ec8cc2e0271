"""The errors of the matching service, each named for the fact."""

from chassis.domain import DomainError


class NoRuleSetInForce(DomainError):
    """No version of the rules holds on the reference date, so nothing can be decided."""

    code = "no-rule-set-in-force"
    title_en = "No rule set is in force on this date"
    title_zh = "該日期無生效之審查規則"


class OrganisationKindRefused(DomainError):
    """This kind of organisation may not do this."""

    code = "organisation-kind-refused"
    title_en = "This kind of organisation may not do this"
    title_zh = "此類機關不得執行此操作"


class YouthUnknown(DomainError):
    """There is no such registration, or it is not the caller's, or the person has been erased."""

    code = "youth-unknown"
    title_en = "There is no such young person"
    title_zh = "查無此青年"


class ConsentUnknown(DomainError):
    """There is no such consent of this person."""

    code = "consent-unknown"
    title_en = "There is no such consent"
    title_zh = "查無此同意"


class ConsentMissing(DomainError):
    """Nobody is registered without a consent in force to be registered."""

    code = "consent-missing"
    title_en = "The person has not consented to being registered"
    title_zh = "當事人未同意參與計畫"


class FieldOwned(DomainError):
    """A fact was corrected by an officer, whose word stands."""

    code = "field-owned"
    title_en = "An officer has corrected this; only an officer may change it"
    title_zh = "此欄位已由承辦人更正，僅承辦人得再變更"


class FieldNotYours(DomainError):
    """A fact is not the person's own to state."""

    code = "field-not-yours"
    title_en = "These facts are the school's or an officer's to state"
    title_zh = "此欄位應由學校或承辦人登載"


class FactNeeded(DomainError):
    """A registration is nothing without these facts: they may be changed, never taken away."""

    code = "fact-needed"
    title_en = "These facts may be changed, but not taken away"
    title_zh = "此欄位為必要資料，得更正但不得刪除"


class CountyNotServed(DomainError):
    """A branch registers people at the offices of its own region."""

    code = "county-not-served"
    title_en = "The branch does not serve this county"
    title_zh = "該縣市非屬貴分署轄區"


class SourceVersionReused(DomainError):
    """The same source version says something else than before."""

    code = "source-version-reused"
    title_en = "This source version was sent before with other content"
    title_zh = "相同資料版本之內容不一致"


class StudentRepeated(DomainError):
    """One request says more of the same student, or the same person, than is taken in turn.

    The pointer is to the item before it about the same one.
    """

    code = "student-repeated"
    title_en = "The request says too much of one student; send this item in another request"
    title_zh = "同一請求中同一學生之資料筆數過多，請另行傳送"

    def __init__(self, *, earlier: int, allowed: int) -> None:
        super().__init__(earlier=f"/items/{earlier}", allowed=allowed)


class PersonNumberTaken(DomainError):
    """Another registration that the caller sees has this number, which is not shown; the id is that registration's."""

    code = "person-number-taken"
    title_en = "Another young person whom you see has this number"
    title_zh = "此證號已登載於另一青年"


class ErasureUnknown(DomainError):
    """There is no such erasure, or it is not the caller's."""

    code = "erasure-unknown"
    title_en = "There is no such erasure"
    title_zh = "查無此刪除申請"


class MeasuresForUnemployed(DomainError):
    """R000-033 leaves to a branch's judgement what it spends on the unemployed; students need no such decision."""

    code = "measures-for-unemployed"
    title_en = "Such a decision is about somebody unemployed"
    title_zh = "此決定僅適用未就業青年"


class YouthRegistered(DomainError):
    """This very organisation has registered the person already; the id is its own registration's."""

    code = "youth-registered"
    title_en = "You have registered this person already"
    title_zh = "貴單位已登錄此青年"


class BirthDateInvalid(DomainError):
    """Nobody is registered before birth. The day itself is not shown."""

    code = "birth-date-invalid"
    title_en = "The birth date is still to come"
    title_zh = "出生日期晚於今日"
