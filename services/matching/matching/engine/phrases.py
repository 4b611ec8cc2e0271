"""Explanations in words, zh-TW and English.

Each reason code of ``explain`` has one sentence per language. Names of skills, fields, certificates, attributes and
courses come from the caller's ``Labels``; regions, industries and education levels fall back to the policy's names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from matching.engine.explain import Change, Component, Condition, Explanation, Standing
from matching.engine.policy import Policy

Language = Literal["zh-TW", "en"]

CONDITIONS: dict[str, tuple[str, str]] = {
    "open_open": ("職缺仍在招募", "The vacancy is open"),
    "open_closed": ("職缺已關閉", "The vacancy is closed"),
    "region_wanted": ("工作地點在您選擇的地區：{asked}", "It is in a region you chose: {asked}"),
    "region_not_wanted": ("工作地點{asked}不在您選擇的地區", "It is in {asked}, which you did not choose"),
    "region_not_asked": ("地區不列為條件", "Region is not a condition"),
    "industry_wanted": ("屬於您選擇的產業：{asked}", "It is in an industry you chose: {asked}"),
    "industry_not_wanted": ("產業{asked}不在您的選擇中", "It is in {asked}, an industry you did not choose"),
    "industry_not_asked": ("產業不列為條件", "Industry is not a condition"),
    "education_reached": ("學歷符合最低要求：{asked}", "Your education meets the minimum: {asked}"),
    "education_below": ("需要{asked}以上學歷", "It asks for {asked} or above"),
    "education_not_asked": ("學歷不拘", "No minimum education"),
    "education_asked_unknown": ("職缺未註明學歷要求，依規定不予推薦", "It does not state the education asked for"),
    "education_own_unknown": ("您的學歷尚未登錄", "Your education is not on record"),
    "certificates_held": ("具備所需證照：{asked}", "You hold the certificates asked for: {asked}"),
    "certificates_missing": ("尚缺證照：{given}", "You lack these certificates: {given}"),
    "certificates_not_asked": ("不要求證照", "No certificate is asked for"),
}  # fmt: skip

COMPONENTS: dict[str, tuple[str, str]] = {
    "skills_listed": ("技能 {points}/{maximum} 分", "Skills: {points} of {maximum} points"),
    "skills_not_listed": ("職缺未列技能，給 {points}/{maximum} 分", "No skills listed: {points} of {maximum} points"),
    "field_match": ("科系相符 {points}/{maximum} 分", "Your field matches: {points} of {maximum} points"),
    "field_open": ("科系不拘 {points}/{maximum} 分", "Any field of study: {points} of {maximum} points"),
    "field_other": ("科系不符 {points}/{maximum} 分", "It asks for other fields: {points} of {maximum} points"),
    "field_unknown": ("您的科系尚未登錄 {points}/{maximum} 分", "Your field is unknown: {points} of {maximum} points"),
    "wage_met": ("薪資達到您的期望 {points}/{maximum} 分", "The wage is what you want: {points} of {maximum} points"),
    "wage_short": ("薪資低於您的期望 {points}/{maximum} 分", "Its wage is lower: {points} of {maximum} points"),
    "wage_not_stated": ("職缺未載明薪資 {points}/{maximum} 分", "Its wage is not stated: {points} of {maximum} points"),
    "wage_none_wanted": ("您未設定期望薪資 {points}/{maximum} 分", "You stated no wage: {points} of {maximum} points"),
    "location_home": ("在您居住的縣市 {points}/{maximum} 分", "In your home county: {points} of {maximum} points"),
    "location_neighbour": ("在鄰近縣市 {points}/{maximum} 分", "In a county nearby: {points} of {maximum} points"),
    "location_elsewhere": ("在其他縣市 {points}/{maximum} 分", "In another county: {points} of {maximum} points"),
    "preferences_stated": ("工作偏好 {points}/{maximum} 分", "Your preferences: {points} of {maximum} points"),
    "preferences_none_stated": ("您未設定偏好 {points}/{maximum} 分", "No preferences: {points} of {maximum} points"),
    "training_completed": ("已完成相關課程 {points}/{maximum} 分", "Course completed: {points} of {maximum} points"),
    "training_not_completed": ("尚未完成相關課程 {points}/{maximum} 分", "No course yet: {points} of {maximum} points"),
    "training_no_course": ("沒有對應課程 {points}/{maximum} 分", "No course for it: {points} of {maximum} points"),
}  # fmt: skip

CHANGES: dict[str, tuple[str, str]] = {
    "open_closed": ("職缺重新開放", "The vacancy would have to reopen"),
    "region_not_wanted": ("將{region}加入希望地區", "Add {region} to your regions"),
    "industry_not_wanted": ("將{industry}加入希望產業", "Add {industry} to your industries"),
    "education_below": ("學歷達到{education}", "Reach {education}"),
    "education_asked_unknown": ("雇主補充學歷要求", "The employer would have to state the education asked for"),
    "education_own_unknown": ("登錄您的學歷", "Record your education"),
    "certificates_missing": ("取得證照{certificate}", "Obtain the certificate {certificate}"),
    "gain_skill": ("學會{skill}（第 {to} 級）：+{points} 分", "Learn {skill} (level {to}): +{points} points"),
    "raise_skill": ("將{skill}提升到第 {to} 級：+{points} 分", "Raise {skill} to level {to}: +{points} points"),
    "complete_course": ("完成課程{course}：+{points} 分", "Complete the course {course}: +{points} points"),
    "outrank": (
        "技能、科系與訓練合計再多 {to} 分，即可勝過最後一個名額",
        "{to} more points for skills, field and training would have outranked the last seat",
    ),
    "outbid": ("配對分數再多 {to} 分，即可取得此職缺", "{to} more points would have won this vacancy"),
    "accept_wage": ("接受月薪 {to} 元：+{points} 分", "Accept NT${to} a month: +{points} points"),
}

STANDINGS: dict[str, tuple[str, str]] = {
    "placed": ("您獲得此職缺", "You were given this vacancy"),
    "preferred_elsewhere": ("您獲得了自己評分更高的職缺", "You were given a vacancy that scores higher for you"),
    "outranked": (
        "您的順位為 {band} 級、籤號 {lottery}；最後一個名額為 {cutoff_band} 級、籤號 {cutoff_lottery}",
        "You were in class {band}, draw {lottery}; the last seat went to class {cutoff_band}, draw {cutoff_lottery}",
    ),
    "priced_out": (
        "此職缺需求較高（門檻 {price} 分），您在他處的配對效益為 {profit} 分",
        "This vacancy is in demand (price {price} points); your match elsewhere is worth {profit} points",
    ),
    "no_seats": ("此職缺在本輪沒有名額", "This vacancy had no seats in this round"),
    "not_admissible": ("此職缺的條件未全部符合", "Not every condition of this vacancy is met"),
}


@dataclass(frozen=True, slots=True)
class Labels:
    """Names by kind (``skill``, ``certificate``, ``attribute``, ``course`` …) and code; ``#code`` where unknown."""

    names: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def of(self, policy: Policy, kind: str, code: int) -> str:
        """The name of a code."""
        known = {"region": policy.regions, "industry": policy.industries, "education": policy.education}.get(kind, ())
        return self.names.get(kind, {}).get(code) or (known[code] if 0 <= code < len(known) else f"#{code}")


def sentences(explanation: Explanation, policy: Policy, language: Language, labels: Labels = Labels()) -> list[str]:
    """The explanation as sentences: score, conditions, components with their evidence, standing, changes."""
    speaker = _Speaker(policy, language, labels)
    zh = language == "zh-TW"
    head = f"總分 {explanation.score} 分" if zh else f"Score: {explanation.score} points"
    return [
        head,
        *(speaker.condition(condition) for condition in explanation.conditions),
        *(line for component in explanation.components for line in speaker.component(component)),
        *([speaker.standing(explanation.standing)] if explanation.standing else []),
        *(speaker.change(change) for change in explanation.changes),
    ]


class _Speaker:
    def __init__(self, policy: Policy, language: Language, labels: Labels) -> None:
        self.policy, self.zh, self.labels = policy, language == "zh-TW", labels

    def _name(self, kind: str, code: int) -> str:
        return self.labels.of(self.policy, kind, code)

    def _names(self, kind: str, codes: tuple[int, ...]) -> str:
        return ("、" if self.zh else ", ").join(self._name(kind, code) for code in codes)

    def _pick(self, pair: tuple[str, str]) -> str:
        return pair[0] if self.zh else pair[1]

    def condition(self, condition: Condition) -> str:
        kind = "certificate" if condition.name == "certificates" else condition.name
        return self._pick(CONDITIONS[f"{condition.name}_{condition.reason}"]).format(
            asked=self._names(kind, condition.asked), given=self._names(kind, condition.given)
        )

    def component(self, component: Component) -> list[str]:
        text = self._pick(COMPONENTS[f"{component.name}_{component.reason}"])
        lines = [text.format(points=component.points, maximum=component.maximum)]
        for part in component.evidence:
            if part.kind not in ("skill", "attribute"):
                continue  # the component's own sentence says it
            name = self._name(part.kind, part.code)
            lines.append(f"· {name} {part.points}/{part.maximum}" + self._levels(part.held, part.asked))
        return lines

    def _levels(self, held: int, asked: int) -> str:
        if not asked:
            return ""
        return f"（您 {held} 級，要求 {asked} 級）" if self.zh else f" (yours: level {held}, asked: level {asked})"

    def change(self, change: Change) -> str:
        kinds = ("region", "industry", "education", "certificate", "skill", "course")
        names = {kind: self._name(kind, change.code) for kind in kinds}
        return self._pick(CHANGES[change.kind]).format(points=change.points, to=change.to, **names)

    def standing(self, standing: Standing) -> str:
        return self._pick(STANDINGS[standing.outcome]).format(
            band=standing.band, lottery=standing.lottery, cutoff_band=standing.cutoff_band,
            cutoff_lottery=standing.cutoff_lottery, price=standing.price, profit=standing.profit,
        )  # fmt: skip
