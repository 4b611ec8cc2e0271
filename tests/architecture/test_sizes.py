"""Small files and small functions, without exceptions so far."""

import ast

from tests.architecture.source import ROOT, Source, sources

FILE_LINES = 300
FUNCTION_LINES = 60
MOST_FUNCTIONS_LINES = 40
MOST = 0.95
LISTED_EXCEPTIONS: frozenset[str] = frozenset()


def functions(source: Source) -> list[tuple[str, int]]:
    """Every function by name with its lines, docstring and decorators included."""
    return [
        (f"{source}: {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    long = [f"{source}: {source.lines}" for source in sources() if source.lines > FILE_LINES]
    tests = (ROOT / "tests").rglob("*.py")
    long += [f"{path}" for path in tests if len(path.read_text(encoding="utf-8").splitlines()) > FILE_LINES]
    assert not [one for one in long if one not in LISTED_EXCEPTIONS]


def test_no_function_is_longer_than_sixty_lines_and_hardly_one_than_forty() -> None:
    lengths = dict(pair for source in sources() for pair in functions(source))
    assert not {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES}
    short = sum(lines <= MOST_FUNCTIONS_LINES for lines in lengths.values())
    assert short / len(lengths) >= MOST
