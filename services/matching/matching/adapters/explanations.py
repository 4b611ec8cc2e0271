"""The engine's explanations in words: the sentences that say why a vacancy scores what it scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from matching.adapters.codebook import Codebook
from matching.engine.explain import Change, Component, Evidence, Explanation
from matching.engine.phrases import CHANGES, COMPONENTS, Labels, Language

MOST_CHANGES = 3
NAMED = ("region", "industry", "education", "certificate", "skill", "course")
"""What the sentence of a change may name."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one language; skills are called by their codes, which callers can look up."""

    codebook: Codebook
    language: Language
    skills: Mapping[int, str]

    def code(self, evidence: Evidence) -> str | None:
        """The programme's code of what points rest on; None where it has none."""
        if evidence.kind == "skill":
            return self.skills.get(evidence.code)
        return self.codebook.code(evidence.kind, evidence.code)

    def component(self, component: Component) -> str:
        """One component of a score as a sentence."""
        return _sentence(self.language, component.name, component.reason, component.points, component.maximum)

    def whole(self, explanation: Explanation) -> str:
        """The score and the two components that give the most of it, as one sentence."""
        best = sorted(explanation.components, key=lambda one: -one.points)[:2]
        said = [self.component(one) for one in best if one.points]
        if self.language == "zh-TW":
            return f"總分 {explanation.score} 分：" + "；".join(said)
        return f"Score: {explanation.score} points. " + "; ".join(said)

    def changes(self, explanation: Explanation) -> list[str]:
        """What would raise the score most."""
        labels = Labels({"skill": self.skills})
        return [self._change(one, labels) for one in explanation.changes[:MOST_CHANGES]]

    def _change(self, change: Change, labels: Labels) -> str:
        text = _in(self.language, CHANGES[change.kind])
        names = {kind: labels.of(self.codebook.policy, kind, change.code) for kind in _named_in(text)}
        return text.format(points=change.points, to=change.to, **names)


# a list says each of them twenty times, and there are few
@lru_cache(maxsize=8192)
def _sentence(language: Language, name: str, reason: str, points: int, maximum: int) -> str:
    return _in(language, COMPONENTS[f"{name}_{reason}"]).format(points=points, maximum=maximum)


@lru_cache
def _named_in(text: str) -> tuple[str, ...]:
    return tuple(kind for kind in NAMED if f"{{{kind}}}" in text)


def _in(language: Language, pair: tuple[str, str]) -> str:
    return pair[0] if language == "zh-TW" else pair[1]
