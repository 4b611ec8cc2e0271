"""Other ways to the same top-k lists: a sparse product per block, and SQL in DuckDB. Both read YV-1 only."""

from importlib import import_module
from typing import Any

import numpy as np
from matching.engine.index import contributions
from matching.engine.tables import Lists
from numpy.typing import NDArray

from bench.matching.yv1 import Whole, World

REFUSED = -100_000.0
"""A filter written as a weight: one unmet requirement outweighs every point."""

TIE = 1e-6
"""A bias column of this times the vacancy number makes the lower number win."""


def top(youth: Whole, vacancy: Whole, score: Whole, n: int, k: int) -> tuple[Whole, Whole]:
    """The best k (vacancies, scores), n x k, of scored pairs; -1 where missing."""
    order = np.lexsort((vacancy, -score, youth))
    youth, vacancy, score = youth[order], vacancy[order], score[order]
    sizes = np.bincount(youth, minlength=n)
    rank = np.arange(len(youth)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    kept = rank < k
    vacancies, scores = np.full((n, k), -1), np.full((n, k), -1)
    vacancies[youth[kept], rank[kept]], scores[youth[kept], rank[kept]] = vacancy[kept], score[kept]
    return vacancies, scores


def _bits(masks: Whole, width: int) -> NDArray[np.bool_]:
    return (masks[:, None] >> np.arange(width) & 1).astype(bool)


def _lists_matrix(lists: Lists, values: NDArray[Any], width: int) -> Any:
    sparse = import_module("scipy.sparse")
    return sparse.csr_matrix((values.astype(float), lists.values, lists.offsets), shape=(len(lists), width))


class SparseProduct:
    """sparse_dot_topn (Zhu et al., ing-bank) per (region, industry) block, filters as large weights, then merged."""

    def __init__(self, world: World) -> None:
        sparse = import_module("scipy.sparse")
        y, v = world.youths, world.vacancies
        wages = np.arange(28, 81)
        wage_points = 1000 - 125 * np.clip(wages - v.wage[:, None] // 1000, 0, 8)
        field_points = np.where(v.fields[:, None] == 0, 500, _bits(v.fields, 40) * 1000)
        stated = np.bitwise_count(y.preferences).astype(np.int64)
        each = np.where(stated == 0, 0, 1000 // np.maximum(stated, 1))
        self.youths = sparse.hstack([
            _lists_matrix(y.skills, np.ones(len(y.skills.values)), 2000),
            sparse.csr_matrix(y.field[:, None] == np.arange(40)),
            sparse.csr_matrix(y.wage[:, None] // 1000 == wages),
            sparse.csr_matrix(_bits(y.preferences, 8) * each[:, None]),
            _lists_matrix(y.courses, np.ones(len(y.courses.values)), 48),
            sparse.csr_matrix(y.education[:, None] == np.arange(5)),
            sparse.csr_matrix(~_bits(y.certificates, 61)),
            sparse.csr_matrix(np.stack([np.where(stated == 0, 500, 0), np.ones(len(y))], axis=1)),
        ], format="csr").astype(float)  # fmt: skip
        self.vacancies = sparse.hstack([
            _lists_matrix(v.skills, contributions(v, world.policy), 2000),
            sparse.csr_matrix(field_points),
            sparse.csr_matrix(wage_points),
            sparse.csr_matrix(_bits(v.attributes, 8)),
            sparse.csr_matrix((v.course[:, None] == np.arange(48)) * 1000),
            sparse.csr_matrix((v.education[:, None] > np.arange(5)) * REFUSED),
            sparse.csr_matrix(_bits(v.certificates, 61) * REFUSED),
            sparse.csr_matrix(np.stack([np.ones(len(v)), -TIE * np.arange(len(v))], axis=1)),
        ], format="csr").astype(float)  # fmt: skip
        pair = v.region.astype(np.int64) * 18 + v.industry
        self.blocks = {int(key): np.flatnonzero(pair == key) for key in np.unique(pair)}
        self.turned = {key: self.vacancies[rows].T.tocsr() for key, rows in self.blocks.items()}
        self.world = world

    def topk(self, n: int, k: int) -> tuple[Whole, Whole]:
        """The lists of the first n youths."""
        product = import_module("sparse_dot_topn").sp_matmul_topn
        y = self.world.youths
        home = y.home[:n].astype(np.int64)
        found = []
        for key, rows in self.blocks.items():
            region, industry = divmod(key, 18)
            who = np.flatnonzero((y.regions[:n] >> region & 1) & (y.industries[:n] >> industry & 1))
            if len(who):
                scored = product(self.youths[who], self.turned[key], top_n=k, threshold=REFUSED / 10).tocoo()
                apart = (home[who[scored.row]] - region) % 22
                near = np.where(apart == 0, 1000, np.where((apart == 1) | (apart == 21), 600, 300))
                found.append((who[scored.row], rows[scored.col], np.rint(scored.data + 0.3).astype(np.int64) + near))
        youth, vacancy, score = (np.concatenate(part) for part in zip(*found, strict=True))
        return top(youth, vacancy, score, n, k)


SQL = """
with pair as (
  select y.y, v.v,
    case when v.fields = 0 then 500 when (v.fields >> y.field) & 1 = 1 then 1000 else 0 end
    + 1000 - 125 * least(greatest(y.wage - v.wage, 0), 8)
    + case (y.home - v.region + 22) % 22 when 0 then 1000 when 1 then 600 when 21 then 600 else 300 end
    + case when y.preferences = 0 then 500
      else (1000 // bit_count(y.preferences)) * bit_count(y.preferences & v.attributes) end as points,
    v.course
  from youth y join youth_region using (y) join youth_industry using (y)
  join vacancy v on v.region = youth_region.region and v.industry = youth_industry.industry
  where v.education <= y.education and (v.certificates & ~y.certificates) = 0
), shared as (
  select s.y, t.v, sum(t.points) as points
  from youth_skill s join vacancy_skill t using (skill) semi join pair p on p.y = s.y and p.v = t.v group by all
), scored as (
  select p.y, p.v, p.points + coalesce(s.points, 0) + case when c.y is null then 0 else 1000 end as score
  from pair p left join shared s using (y, v) left join youth_course c on c.y = p.y and c.course = p.course
)
select y, v, score from scored qualify row_number() over (partition by y order by score desc, v) <= ?
"""


class Database:
    """DuckDB: a join on region and industry, skills summed per pair, and a window for the best k."""

    def __init__(self, world: World, n: int) -> None:
        self.n, self.link = n, import_module("duckdb").connect()
        self.link.execute("set threads = 1")
        y, v = world.youths.take(range(n)), world.vacancies
        plain = ("home", "education", "certificates", "field", "preferences")
        self._table("youth", {"y": np.arange(n), "wage": y.wage // 1000} | {name: getattr(y, name) for name in plain})
        offered = ("region", "industry", "education", "certificates", "fields", "attributes", "course")
        self._table(
            "vacancy",
            {"v": np.arange(len(v)), "wage": v.wage // 1000} | {name: getattr(v, name) for name in offered},
        )
        for name, masks in (("region", y.regions), ("industry", y.industries)):
            who, code = np.nonzero(_bits(masks, 22))
            self._table(f"youth_{name}", {"y": who, name: code})
        self._table("youth_skill", {"y": y.skills.owner, "skill": y.skills.values})
        self._table("youth_course", {"y": y.courses.owner, "course": y.courses.values})
        points = contributions(v, world.policy)
        self._table("vacancy_skill", {"v": v.skills.owner, "skill": v.skills.values, "points": points})

    def _table(self, name: str, columns: dict[str, Any]) -> None:
        given = {column: np.asarray(values, dtype=np.int64).copy() for column, values in columns.items()}
        self.link.register("given", given)
        self.link.execute(f"create table {name} as select * from given")
        self.link.unregister("given")

    def topk(self, k: int) -> tuple[Whole, Whole]:
        """The lists of the youths loaded."""
        found = self.link.execute(SQL, [k]).fetchnumpy()
        youth, vacancy, score = (np.asarray(found[name], dtype=np.int64) for name in ("y", "v", "score"))
        return top(youth, vacancy, score, self.n, k)
