"""The boundaries between rooms, as sentences that fail with the file that crosses one."""

import ast
import sys

from tests.architecture.source import LIBRARIES, SERVICES, Source, sources

STANDARD = frozenset(sys.stdlib_module_names)
SHARED = frozenset({"contracts", "fields", "chassis"})
ENGINE_NUMERICS = frozenset({"numpy", "numba"})
CLOCKS = frozenset({"datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time", "dt.now"})
MAY_READ_THE_CLOCK = frozenset({"main", "worker", "endpoints"})


def test_no_service_imports_another_service_or_the_gateway() -> None:
    strangers = {*SERVICES, "gateway", "onebox", "localkafka"}
    crossed = [
        f"{source} imports {sorted(found)}"
        for source in sources(*SERVICES, "gateway")
        if (found := source.roots & (strangers - {source.package}))
    ]
    assert not crossed


def test_no_library_imports_a_service() -> None:
    strangers = {*SERVICES, "gateway", "onebox"}
    assert not [f"{source} imports {found}" for source in sources(*LIBRARIES) if (found := source.roots & strangers)]


def test_only_onebox_knows_the_local_broker() -> None:
    others = [one for one in sources() if one.package not in ("onebox", "localkafka")]
    assert not [str(source) for source in others if "localkafka" in source.roots]


def test_a_domain_knows_the_standard_library_the_fields_and_the_chassis_words_only() -> None:
    crossed = []
    for source in sources(*SERVICES):
        if source.role not in ("domain", "engine"):
            continue
        allowed = STANDARD | {source.package, "fields"} | (ENGINE_NUMERICS if source.role == "engine" else set())
        wrong = {name for name in source.imports if name.partition(".")[0] not in allowed}
        wrong = {name for name in wrong if not name.startswith("chassis.domain") and name != "chassis"}
        inside = {name for name in source.imports if name.startswith(f"{source.package}.")}
        wrong |= {name for name in inside if not name.startswith(f"{source.package}.{source.role}")}
        if wrong:
            crossed.append(f"{source} imports {sorted(wrong)}")
    assert not crossed


def test_the_kafka_client_lives_in_the_bus_only() -> None:
    bound = sources(*SERVICES, "gateway", "chassis", "contracts", "fields")
    users = [source for source in bound if "kafka" in source.roots]
    assert {str(source).rpartition("/")[0] for source in users} == {"libs/chassis/chassis/bus/kafka"}


def test_use_cases_and_domains_know_no_web_framework() -> None:
    below = [source for source in sources(*SERVICES, "gateway") if source.role in ("service", "domain", "repository")]
    assert not [str(source) for source in below if source.roots & {"fastapi", "starlette", "uvicorn"}]


def test_queries_stand_in_the_repository_only() -> None:
    outside = [source for source in sources(*SERVICES, "gateway") if source.role != "repository"]
    assert not [f"{source}:{call.lineno}" for source in outside for name, call in source.calls if name == "select"]


def test_only_the_chassis_commits() -> None:
    outside = sources(*SERVICES, "gateway", "onebox", "contracts", "fields")
    crossed = [
        f"{source}:{call.lineno}" for source in outside for name, call in source.calls if name.endswith(".commit")
    ]
    assert not crossed


def test_every_repository_is_built_on_a_transaction_that_names_its_principal() -> None:
    orphans = []
    for source in sources(*SERVICES, "gateway"):
        if source.role != "repository":
            continue
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef) and _has_async_methods(node):
                bases = [ast.unparse(base) for base in node.bases]
                if "Repository" not in bases:
                    orphans.append(f"{source}: {node.name}")
            if isinstance(node, ast.AsyncFunctionDef):
                orphans.append(f"{source}: {node.name} is not a repository's method")
    assert not orphans


def test_the_wall_clock_is_read_at_the_edge_only() -> None:
    below = [source for source in sources(*SERVICES) if source.role not in MAY_READ_THE_CLOCK]
    assert not [f"{source}:{call.lineno}" for source in below for name, call in source.calls if name in CLOCKS]


def test_only_settings_classes_read_the_environment() -> None:
    crossed = [
        f"{source}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv")
    ]
    assert not crossed


def test_no_module_holds_state_that_changes() -> None:
    crossed = []
    for source in sources(*SERVICES, "gateway", "chassis", "contracts", "fields"):
        crossed += [f"{source}:{n.lineno} global" for n in ast.walk(source.tree) if isinstance(n, ast.Global)]
        crossed += [f"{source}:{node.lineno}" for node in source.tree.body if _binds_mutable(node)]
    assert not crossed


def _binds_mutable(node: ast.stmt) -> bool:
    """A lower-case module name bound to a list, dict or set; upper-case names are tables that nobody writes to."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.List | ast.Dict | ast.Set):
        return any(isinstance(target, ast.Name) and not target.id.isupper() for target in node.targets)
    return False


def _has_async_methods(node: ast.ClassDef) -> bool:
    return any(isinstance(one, ast.AsyncFunctionDef) for one in node.body)


def test_the_boundaries_are_checked_on_real_files() -> None:
    roles: set[str] = {source.role for source in sources("vacancy", "indicators")}
    assert {"domain", "service", "repository", "endpoints", "models"} <= roles
    assert all(isinstance(source, Source) for source in sources("chassis"))
