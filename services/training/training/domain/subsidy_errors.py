"""What can be broken about calls, applications, their documents and their eligibility."""

from collections.abc import Iterable

from chassis.domain import DomainError

from training.domain.errors import Pointed


class CallUnknown(DomainError):
    """There is no such call, or it is not the caller's to see."""

    code = "call-unknown"
    title_en = "There is no such call"
    title_zh = "查無此徵件"


class CallNotOpen(DomainError):
    """The call takes no applications today."""

    code = "call-not-open"
    title_en = "The call takes no applications today"
    title_zh = "徵件目前未受理申請"


class ReasonMissing(DomainError):
    """A call that is open is amended with a reason."""

    code = "reason-missing"
    title_en = "A call that is open is amended with a reason"
    title_zh = "受理中之徵件須敘明修正理由"


class ApplicationUnknown(DomainError):
    """There is no such application, or it is not the caller's to see."""

    code = "application-unknown"
    title_en = "There is no such application"
    title_zh = "查無此申請案"


class DocumentUnknown(DomainError):
    """There is no such document, or it is not the caller's to see."""

    code = "document-unknown"
    title_en = "There is no such document"
    title_zh = "查無此文件"


class DocumentRefused(DomainError):
    """What the file holds is not of a kind that is taken, or not what it says it is."""

    code = "document-refused"
    title_en = "The file is not of a kind that is taken, or not what it says it is"
    title_zh = "檔案類型不受理，或內容與宣告類型不符"


class DocumentInfected(DomainError):
    """The scanner found malware."""

    code = "document-infected"
    title_en = "The file holds malware and was not kept"
    title_zh = "檔案含惡意程式，未予收存"


class DocumentNotListed(DomainError):
    """The call's list of documents has no such item."""

    code = "document-not-listed"
    title_en = "The call's list of documents has no such item"
    title_zh = "徵件應備資料無此項目"


class FieldsNotOpen(DomainError):
    """What was sent is not among what the supplement request opens."""

    code = "fields-not-open"
    title_en = "Only what the supplement request names may be changed"
    title_zh = "僅得補正通知所列項目"

    def __init__(self, pointers: Iterable[str], *, allowed: Iterable[str]) -> None:
        opened = sorted(allowed)
        super().__init__(
            errors=[
                {"pointer": one, "code": self.code, "rule": "R003-088", "allowed": opened} for one in sorted(pointers)
            ]
        )


class SupplementUnknown(DomainError):
    """There is no such supplement request, or it is not the caller's to see."""

    code = "supplement-request-unknown"
    title_en = "There is no such supplement request"
    title_zh = "查無此補件通知"


class NothingSupplemented(DomainError):
    """An answer without a field, and without a document that came since the notice, is none: no round is used up."""

    code = "nothing-supplemented"
    title_en = "Nothing of what was asked for was sent"
    title_zh = "未補正任何通知補件之項目"


class SupplementClosed(DomainError):
    """The supplement request has been answered or has come to its end."""

    code = "supplement-request-closed"
    title_en = "The supplement request is closed"
    title_zh = "補件通知已結案"


class SupplementOverdue(DomainError):
    """The last day is over: only the office can give more time, with a reason."""

    code = "supplement-overdue"
    title_en = "The last day for the supplement is over"
    title_zh = "已逾補件期限"


class SupplementNotOverdue(DomainError):
    """The applicant still has time."""

    code = "supplement-not-overdue"
    title_en = "The applicant still has time to answer"
    title_zh = "補件期限尚未屆滿"


class ReceiptInvalid(Pointed):
    """The day of receipt is before the notice, to come, or recorded before."""

    code = "receipt-invalid"
    title_en = "The notice was not received on this day"
    title_zh = "收受日期不正確"


class DueDateInvalid(Pointed):
    """An extension gives more time than there was, once the notice is received."""

    code = "due-date-invalid"
    title_en = "An extension ends after the present due day"
    title_zh = "展延期限須晚於原期限"


class JudgementRefused(DomainError):
    """An officer's judgement cannot settle this criterion so: the applicant has to state it, or a rule fails it."""

    code = "judgement-refused"
    title_en = "An officer's judgement cannot settle this criterion so"
    title_zh = "此項不得以審查人員判斷認定"


class JudgementNeeded(DomainError):
    """What is left unknown cannot be supplied by the applicant: an officer says how it stands, with a reason."""

    code = "judgement-needed"
    title_en = "An officer has to judge what the rules leave open"
    title_zh = "規則未能判定之項目須由審查人員敘明理由認定"


class NoRuleSetInForce(DomainError):
    """No version of the rules holds on that day."""

    code = "no-rule-set-in-force"
    title_en = "No rule set is in force on this day"
    title_zh = "該日無有效之審查規則"
