"""What can be broken here; the edge turns each into a problem."""

from collections.abc import Iterable
from datetime import date

from chassis.domain import DomainError, Json


class OrganisationKindRefused(DomainError):
    """This act belongs to another kind of organisation, whatever the token's scopes say."""

    code = "organisation-kind-refused"
    title_en = "This kind of organisation may not do this"
    title_zh = "此類機關（構）不得執行此操作"


class Pointed(DomainError):
    """A value is refused: where it stands, what was received, what is allowed."""

    def __init__(self, *, pointer: str, received: date | str | int, allowed: str, rule: str | None = None) -> None:
        entry: dict[str, Json] = {"pointer": pointer, "code": self.code, "received": str(received), "allowed": allowed}
        super().__init__(errors=[entry | ({"rule": rule} if rule else {})])


class PeriodInvalid(Pointed):
    """A period ends before it begins."""

    code = "period-invalid"
    title_en = "The period ends before it begins"
    title_zh = "期間迄日早於起日"


class CourseUnknown(DomainError):
    """There is no such course, or it is not the caller's to change."""

    code = "course-unknown"
    title_en = "There is no such course"
    title_zh = "查無此課程"


class SessionUnknown(DomainError):
    """There is no such session, or it is not the caller's to change."""

    code = "session-unknown"
    title_en = "There is no such session"
    title_zh = "查無此課程梯次"


class EnrolmentUnknown(DomainError):
    """There is no such enrolment, or it is not the caller's to see."""

    code = "enrolment-unknown"
    title_en = "There is no such enrolment"
    title_zh = "查無此參訓紀錄"


class SkillUnknown(DomainError):
    """The lexicon has no such skill."""

    code = "skill-unknown"
    title_en = "The lexicon has no such skill"
    title_zh = "查無此技能代碼"

    def __init__(self, skill: str, *, pointer: str) -> None:
        super().__init__(errors=[{"pointer": pointer, "code": self.code, "received": skill}])


class PlanMissing(DomainError):
    """No acknowledged execution plan of the branch covers the course's industry on these days (R000-034)."""

    code = "plan-missing"
    title_en = "No acknowledged execution plan covers this industry on these days"
    title_zh = "無經備查之執行計畫涵蓋此產業與期間"

    def __init__(self, *, branch: str, industry: str | None) -> None:
        super().__init__(branch=branch, industry=industry, rule="R000-034")


class CapacityTaken(DomainError):
    """More seats are taken than the session would have."""

    code = "capacity-taken"
    title_en = "More seats are taken than the session would have"
    title_zh = "已錄取人數多於調整後之名額"


class SessionFull(DomainError):
    """Neither a seat nor a place on the waiting list is left."""

    code = "session-full"
    title_en = "Neither a seat nor a place on the waiting list is left"
    title_zh = "名額與候補均已額滿"


class SessionOver(DomainError):
    """The session has begun or is over: nobody new is placed in it."""

    code = "session-over"
    title_en = "The session has begun or is over"
    title_zh = "課程梯次已開始或已結束"


class SessionNotBegun(DomainError):
    """The session's first day is still to come."""

    code = "session-not-begun"
    title_en = "The session has not begun"
    title_zh = "課程梯次尚未開始"


class EnrolmentOpen(DomainError):
    """The youth has an enrolment in this course that has not ended."""

    code = "enrolment-open"
    title_en = "There is an open enrolment of this youth in this course"
    title_zh = "此青年就本課程已有進行中之參訓紀錄"


class YouthLeft(DomainError):
    """The youth has left the programme or was erased: nothing new is opened."""

    code = "youth-left"
    title_en = "This youth has left the programme"
    title_zh = "此青年已退出計畫"


class AttendanceInvalid(Pointed):
    """Attendance was stated for a day on which there was none to state."""

    code = "attendance-invalid"
    title_en = "Attendance cannot be stated for this day"
    title_zh = "此日不得登錄出席時數"


class NotTakingPart(DomainError):
    """The youth does not take part in the course yet, or any more."""

    code = "not-taking-part"
    title_en = "The youth does not take part in the course now"
    title_zh = "此青年目前未參訓"


class NotAssessed(DomainError):
    """The course states no pass mark: there is no assessment."""

    code = "not-assessed"
    title_en = "The course has no assessment"
    title_zh = "本課程無課後評量"


class CompletionNotEarned(DomainError):
    """Attendance or assessment is below what the course asks for, or not known."""

    code = "completion-not-earned"
    title_en = "Attendance or assessment is not what the course asks for"
    title_zh = "出席或評量未達結訓標準"


class CompletionEarned(DomainError):
    """Everything that the course asks for is there: nobody fails it then."""

    code = "completion-earned"
    title_en = "Everything that the course asks for is there"
    title_zh = "已達結訓標準，不得登錄為未通過"


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
