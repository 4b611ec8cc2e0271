"""The engine's explanations in words: the sentences that say why a vacancy scores what it scores."""

from dataclasses import dataclass

from matching.adapters.codebook import Codebook
from matching.engine.explain import Change, Component, Explanation
from matching.engine.phrases import CHANGES, COMPONENTS, Labels, Language

MOST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one language; skills are called by their codes, which callers can look up."""

    codebook: Codebook
    language: Language
    skills: dict[int, str]

    def component(self, component: Component) -> str:
        """One component of a score as a sentence."""
        pair = COMPONENTS[f"{component.name}_{component.reason}"]
        return self._pick(pair).format(points=component.points, maximum=component.maximum)

    def whole(self, explanation: Explanation) -> str:
        """The score and the two components that give the most of it, as one sentence."""
        best = sorted(explanation.components, key=lambda one: -one.points)[:2]
        said = [self.component(one) for one in best if one.points]
        if self.language == "zh-TW":
            return f"總分 {explanation.score} 分：" + "；".join(said)
        return f"Score: {explanation.score} points. " + "; ".join(said)

    def changes(self, explanation: Explanation) -> list[str]:
        """What would raise the score most."""
        return [self._change(one) for one in explanation.changes[:MOST_CHANGES]]

    def _change(self, change: Change) -> str:
        labels = Labels({"skill": self.skills})
        kinds = ("region", "industry", "education", "certificate", "skill", "course")
        names = {kind: labels.of(self.codebook.policy, kind, change.code) for kind in kinds}
        return self._pick(CHANGES[change.kind]).format(points=change.points, to=change.to, **names)

    def _pick(self, pair: tuple[str, str]) -> str:
        return pair[0] if self.language == "zh-TW" else pair[1]
