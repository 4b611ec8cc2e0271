"""Examples of the lexicon, of skills found and of demand."""

from vacancy.schemas.examples.vacancies import VACANCY

_SECURITY = {
    "code": "information-security",
    "name_zh": "資訊安全",
    "name_en": "Information security",
    "kind": "digital_technology",
}
_FIREWALL = {"code": "firewall", "field": "information-security", "name_zh": "防火牆", "name_en": "Firewall"}

LEXICON = {
    "version": 1,
    "fields": [_SECURITY],
    "items": [{**_FIREWALL, "terms": ["防火牆", "Firewall", "WAF", "入侵偵測", "FortiGate"]}],
}
FOUND = {
    "vacancy_id": VACANCY["id"],
    "vacancy_version": 1,
    "lexicon_version": 1,
    "items": [
        {
            **_FIREWALL,
            "kind": "digital_technology",
            "evidence": [{"path": "description", "start": 3, "end": 6, "text": "防火牆"}],
        }
    ],
}
_WITHHELD = {"vacancies": None, "openings": None, "openings_unstated": None, "suppressed": True}
DEMAND = {
    "by": "field",
    "lexicon_version": 1,
    "total": {"vacancies": 31, "openings": 58, "openings_unstated": 0, "suppressed": False},
    "items": [
        {
            "key": "information-security",
            "name_zh": "資訊安全",
            "name_en": "Information security",
            "vacancies": 29,
            "openings": 54,
            "openings_unstated": 0,
            "suppressed": False,
            "months": [
                {"month": "2026-06", "vacancies": 12, "openings": 25, "openings_unstated": 0, "suppressed": False},
                {"month": "2026-07", "vacancies": 17, "openings": 29, "openings_unstated": 0, "suppressed": False},
            ],
        },
        {"key": "geospatial", "name_zh": "空間資訊", "name_en": "Geospatial technology", **_WITHHELD, "months": []},
    ],
}
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="zh-TW" aria-labelledby="chart-title chart-description">'
    '<title id="chart-title">數位能力職缺需求：依技術領域</title>'
    '<desc id="chart-description">共 31 個職缺，58 人；最多者為資訊安全，29 個職缺</desc>…</svg>'
)
