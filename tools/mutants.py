"""Alter the rules of counting, majority and deadlines one operator at a time, and see that a test fails.

    python tools/mutants.py              every mutant; prints those that live, and the share that was killed
    python tools/mutants.py counting     those of the files whose path holds the word
    python tools/mutants.py --more       try the ones that live on the slower tests too

A mutant is one changed comparison, sum, number, "and", "or", "not" or "if". Each runs in a process of its own
in which the altered file stands in the place of the rule; the tests are those of the rules, without Django.
docs/mutants.md lists the ones that live, each with its reason.
"""

import ast
import contextlib
import importlib
import os
import signal
import sys
import types
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
COUNTING = (
    "tests/ballots/test_counting.py",
    "tests/ballots/test_deadlines.py",
    "tests/organisation/test_profiles.py",
)
LISTS = ("tests/ballots/test_lists.py",)
OPEN_VOTES = (
    "tests/meetings/test_vote_limits.py",
    "tests/meetings/test_floor_rules.py",
    "tests/meetings/test_rules.py",
)
RULES = {
    "nghisu/ballots/rules/papers.py": COUNTING,
    "nghisu/ballots/rules/electorate.py": COUNTING,
    "nghisu/ballots/rules/counting.py": COUNTING,
    "nghisu/ballots/rules/confidence.py": COUNTING,
    "nghisu/ballots/rules/introduction.py": COUNTING,
    "nghisu/ballots/rules/deadlines.py": COUNTING,
    "nghisu/ballots/rules/lists.py": LISTS,
    "nghisu/ballots/rules/stock.py": LISTS,
    "nghisu/ballots/rules/completing.py": ("tests/ballots/test_completing_rules.py",),
    "nghisu/organisation/rules/majority.py": COUNTING,
    "nghisu/meetings/rules/voting.py": OPEN_VOTES,
    "nghisu/meetings/rules/quorum.py": OPEN_VOTES,
    "nghisu/kit/working_days.py": ("tests/kit/test_working_days.py", "tests/ballots/test_deadlines.py"),
}
MORE_TESTS = ("tests/ballots/test_count_file.py", "tests/ballots/test_properties.py")
SECONDS = 60
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}
LOGIC: dict[type[ast.boolop], type[ast.boolop]] = {ast.And: ast.Or, ast.Or: ast.And}


def places(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Yield what can be altered, and how. Decorators say how a class is built, which is no rule."""
    built = {
        id(part)
        for owner in ast.walk(tree)
        for decorator in getattr(owner, "decorator_list", ())
        for part in ast.walk(decorator)
    }
    for node in ast.walk(tree):
        if id(node) in built:
            continue
        if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
            yield node, "comparison"
        elif isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in SUMS:
            yield node, "sum"
        elif isinstance(node, ast.BoolOp):
            yield node, "and or"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
            yield node, "not"
        elif isinstance(node, ast.Constant) and type(node.value) in (int, bool):
            yield node, "constant"
        elif isinstance(node, (ast.If, ast.IfExp)):
            yield node, "never"


def alter(node: ast.AST, way: str) -> None:
    """Change a place of the tree."""
    if isinstance(node, ast.Compare):
        node.ops[0] = COMPARISONS[type(node.ops[0])]()
    elif isinstance(node, (ast.BinOp, ast.AugAssign)):
        node.op = SUMS[type(node.op)]()
    elif isinstance(node, ast.BoolOp):
        node.op = LOGIC[type(node.op)]()
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not()
        if isinstance(node.op, ast.Not):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Constant):
        node.value = not node.value if isinstance(node.value, bool) else node.value + 1
    elif isinstance(node, (ast.If, ast.IfExp)) and way == "never":
        node.test = ast.Constant(value=False)


def mutants(path: str) -> Iterator[tuple[int, str, ast.Module]]:
    """Yield line, what was altered, and the altered module."""
    text = (SOURCE / path).read_text()
    for number in range(sum(1 for _ in places(ast.parse(text)))):
        tree = ast.parse(text)
        node, way = list(places(tree))[number]
        line = getattr(node, "lineno", 0)
        before = ast.unparse(node.test if isinstance(node, (ast.If, ast.IfExp)) else node)
        alter(node, way)
        after = ast.unparse(node.test if isinstance(node, (ast.If, ast.IfExp)) else node)
        yield line, f"{before}  →  {after}", ast.fix_missing_locations(tree)


def is_killed(path: str, tree: ast.Module, tests: tuple[str, ...]) -> bool:
    """Tell whether a test fails with the altered module in the place of the rule."""
    child = os.fork()
    if child == 0:
        os._exit(_test(path, tree, tests))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0


def _test(path: str, tree: ast.Module, tests: tuple[str, ...]) -> int:
    signal.alarm(SECONDS)  # a mutant that never ends is killed
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    name = path.removesuffix(".py").replace("/", ".")
    parent, _, leaf = name.rpartition(".")
    try:
        package = importlib.import_module(parent)
        module = types.ModuleType(name)
        module.__file__ = str(SOURCE / path)
        module.__package__ = parent
        sys.modules[name] = module
        exec(compile(tree, path, "exec"), module.__dict__)  # noqa: S102 -- our own rule, altered
        setattr(package, leaf, module)
        import pytest

        words = ["-x", "-q", "--noconftest", "-p", "no:django", "-p", "no:cacheprovider", "-m", "not slow"]
        told = ["-c", os.devnull, "--rootdir", str(ROOT), "--import-mode=importlib", "-W", "ignore"]
        return int(pytest.main([*words, *told, *tests]))
    except BaseException:
        return 1


def main() -> int:
    """Run the mutants and print the ones that live; return 1 if fewer than 90 % were killed."""
    sys.path[:0] = [str(SOURCE), str(ROOT)]
    os.chdir(ROOT)
    for heavy in ("pytest", "hypothesis", "_pytest.assertion.rewrite", "nghisu.kit.language"):
        with contextlib.suppress(ImportError):
            importlib.import_module(heavy)
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    wanted = [path for path in RULES if not words or any(word in path for word in words)]
    stages = (True, False) if "--more" in sys.argv else (True,)
    count = living = 0
    for path in wanted:
        sets = [RULES[path] if quick else MORE_TESTS for quick in stages]
        whole = ast.parse((SOURCE / path).read_text())
        if any(is_killed(path, whole, tests) for tests in sets):
            print(f"The tests fail on {path} as it is; mend that first.")
            return 1
        for line, what, tree in mutants(path):
            count += 1
            if not any(is_killed(path, tree, tests) for tests in sets):
                living += 1
                print(f"lives: {path}:{line}: {what}", flush=True)
    share = 100 * (count - living) / max(count, 1)
    print(f"{count - living} of {count} mutants killed, {share:.1f} %")
    return 0 if share >= 90 else 1


if __name__ == "__main__":
    sys.exit(main())
