"""What a client of each kind of organisation may ask for unless its administrator says otherwise."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.auth import OrgKind

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "vacancies:read": "讀取職缺 Read vacancies",
        "vacancies:write": "登錄與更新職缺 Submit and change vacancies",
        "vacancies:attest": "補具職缺事實之證明 Attest facts about a vacancy",
        "vacancies:review": "審查職缺 Decide what is left to judgement",
        "vacancies:report": "回報已公告之職缺 Report a published vacancy",
        "vacancies:publish": "公告與暫停職缺 Publish and suspend vacancies",
        "vacancies:demand": "讀取技能需求統計 Read the demand for skills",
        "programme:write": "登錄公協會、執行計畫與基準數據 Record associations, execution plans and figures",
        "programme:windows": "大專校院聯繫窗口 University contact windows",
        "programme:acknowledge": "備查執行計畫 Acknowledge execution plans",
        "programme:rules": "調整、試算與啟用審查規則 Draft, try and activate screening rules",
        "youths:read": "讀取青年資料 Read young people",
        "youths:write": "登錄與更正青年資料 Register and correct young people",
        "youths:decide": "審酌資源運用 Decide what to spend on young people",
        "youths:erase": "刪除青年資料 Erase young people",
        "recommendations:read": "讀取職缺推薦 Read recommendations and candidates",
        "activities:read": "讀取職涯輔導活動 Read careers activities",
        "activities:write": "辦理職涯輔導活動 Hold careers activities",
        "referrals:read": "讀取推介 Read referrals",
        "referrals:write": "辦理推介與轉介 Refer young people, and move referrals on",
        "placements:read": "讀取就業與追蹤 Read placements",
        "placements:write": "登錄追蹤與離職 Follow placements up, and end them",
        "indicators:read": "讀取指標 Read indicators",
        "courses:read": "讀取課程與參訓紀錄 Read courses and enrolments",
        "courses:write": "開設課程與梯次 State courses and sessions",
        "enrolments:write": "辦理參訓 Enrol youths and record how it goes",
        "calls:read": "讀取補助徵件 Read calls for subsidies",
        "calls:write": "辦理補助徵件 Draft, open and close calls",
        "applications:read": "讀取補助申請 Read subsidy applications",
        "applications:write": "提出補助申請與補件 Make and supplement applications",
        "applications:review": "資格審查 Check applications' eligibility",
    }
)
_EVERYONE = ("courses:read", "calls:read", "indicators:read")
_PARTNER = (
    "vacancies:read",
    "vacancies:write",
    "vacancies:demand",
    "referrals:read",
    "referrals:write",
    "placements:read",
    "placements:write",
    *_EVERYONE,
)
_PROVIDER = ("courses:write", "enrolments:write")
_OFFICER = (
    "vacancies:read",
    "vacancies:review",
    "vacancies:publish",
    "vacancies:demand",
    "programme:write",
    "programme:windows",
    *_PROVIDER,
    *_EVERYONE,
)
_REGISTRAR = ("youths:read", "youths:write", "youths:erase")
_REFERRING = ("referrals:read", "referrals:write", "placements:read")
_ASSISTING = ("recommendations:read", *_REFERRING, "placements:write")
_ORGANISING = (*_ASSISTING, "activities:read", "activities:write")
_OVERSEEING = ("recommendations:read", "activities:read", "referrals:read", "placements:read")
_SENDER = ("vacancies:read", *_EVERYONE)
_USER = ("vacancies:report", *_SENDER)
_READER = ("vacancies:demand", *_EVERYONE)
DEFAULT_SCOPES: Mapping[OrgKind, tuple[str, ...]] = MappingProxyType(
    {
        OrgKind.ASSOCIATION: (*_PARTNER, "vacancies:attest"),
        OrgKind.EMPLOYER: (*_PARTNER, "applications:read", "applications:write"),
        OrgKind.UNIVERSITY: ("programme:windows", *_REGISTRAR, *_ORGANISING, *_USER),
        OrgKind.BRANCH: (*_OFFICER, "vacancies:attest", *_REGISTRAR, "youths:decide", *_ORGANISING),
        OrgKind.PUBLIC_EMPLOYMENT_OFFICE: (*_REGISTRAR, *_ASSISTING, *_SENDER),
        OrgKind.WORKFORCE_AGENCY: (*_OFFICER, "programme:acknowledge", "programme:rules", *_REGISTRAR, *_OVERSEEING),
        OrgKind.FUNDING_AUTHORITY: (*_READER, "applications:read"),
        OrgKind.PROGRAMME_OFFICE: (
            *_READER,
            *_PROVIDER,
            "calls:write",
            "applications:read",
            "applications:review",
        ),
        OrgKind.REVIEWER: _EVERYONE,
        OrgKind.MINISTRY_UNIT: _EVERYONE,
        OrgKind.PLANNING: _READER,
        OrgKind.MOBILE: ("youths:read", "youths:erase", "recommendations:read", *_REFERRING, *_USER),
    }
)
"""Every kind that a client can have: ``system`` is the platform itself and never gets a token."""
