"""What can be broken here; the edge turns each into a problem."""

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


class CourseClosed(DomainError):
    """The provider takes nobody new into the course."""

    code = "course-closed"
    title_en = "The course takes nobody new"
    title_zh = "課程已停止招收"


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
    """The youth has left the programme or was erased: nothing new is opened, or written."""

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
