"""Last chapter: every decision is replayed, a person asks to be erased, all services confirm, and the counts stay."""

from typing import Any

from onebox.story.told import Step, Told
from onebox.story.work import SERIES


class Erasure:
    """From the replay of everything to a person whom nobody knows any more."""

    def __init__(self, told: Told) -> None:
        self.told = told

    @property
    def steps(self) -> list[Step]:
        """Titles and steps."""
        return [
            ("every decision of the story is replayed: the same answers", self.replay),
            ("the final-year student asks to be erased, and every service confirms", self.erase),
            ("nothing is known of the person, replay says so, and the counts stay", self.erased),
        ]

    async def replay(self) -> str:
        """Replay what each chapter decided."""
        for kind, path in self.told.decisions:
            answer = await self.told.client.ask(kind, "POST", f"{path}/replay")
            self.told.check(answer.body["same"] is True, f"the replay of {path} differs: {answer.body}")
        return f"{len(self.told.decisions)} decisions, all the same"

    async def erase(self) -> str:
        """Ask for the erasure and wait for the three confirmations."""
        told = self.told
        youth = f"/v1/youths/{told.people['final-year']['youth_id']}"
        held = await told.client.ask("university", "GET", youth)
        asked = await told.client.ask("university", "POST", f"{youth}/erasure", etag=held.etag, wanted=(202,))
        path = f"/v1/erasures/{asked.body['id']}"

        async def ask() -> dict[str, Any]:
            return (await told.client.ask("university", "GET", path)).body

        ended = await told.until(ask, lambda seen: seen["erased_on"] is not None, "not every service confirms")
        return ", ".join(f"{one['service']} ({one['rows']} rows)" for one in ended["confirmations"])

    async def erased(self) -> str:
        """Look for the person, replay the decision, count again."""
        told = self.told
        youth = told.people["final-year"]["youth_id"]
        await told.client.ask("university", "GET", f"/v1/youths/{youth}", wanted=(404,))
        decision = await self._decision_of_the_erased()
        replayed = await told.client.ask("university", "POST", f"{decision}/replay")
        told.check(replayed.body["erased"] is True, f"the replay answers {replayed.body}")
        counts = {series: await told.count(series) for series in SERIES}
        told.check(counts == told.counts, f"the counts were {told.counts}, and are {counts}")
        return f"404; replay: erased; {', '.join(f'{series} {count}' for series, count in counts.items())}"

    async def _decision_of_the_erased(self) -> str:
        """The final-year student's decision is the second that the chapter of people kept."""
        paths = [path for _, path in self.told.decisions if path.startswith("/v1/eligibility-decisions/")]
        return paths[1]
