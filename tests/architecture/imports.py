"""Which module imports which, read from the sources without running them."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

Arrows = Mapping[str, frozenset[str]]
"""Each module with the modules of ours that it imports."""


def imported(source: str) -> set[str]:
    """Every module that a source imports, wherever in it, or hands to `import_module`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found |= {alias.name for alias in names}
            case ast.ImportFrom(module=str(module), level=0, names=names):
                found |= {module} | {f"{module}.{alias.name}" for alias in names}
            case ast.Call(func=function, args=[ast.Constant(value=str(module)), *_]):
                if last_name(function) in {"import_module", "__import__"}:
                    found.add(module)
    return found


def last_name(node: ast.AST) -> str:
    """`c` of `a.b.c`, with `()` after it when it is called; empty for anything else."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return last_name(function) + "()"
    return ""


def python_files(root: Path, rooms: Iterable[str]) -> dict[str, str]:
    """The source of every module under these folders of `root`; a package is its `__init__`."""
    return {
        _module(path.relative_to(root)): path.read_text(encoding="utf-8")
        for room in rooms
        for path in (root / room).rglob("*.py")
    }


def _module(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def arrows(sources: Mapping[str, str]) -> Arrows:
    """The imports between these modules. A module named in a string counts: lazy tables do that."""
    return {name: frozenset(_targets(source, sources)) for name, source in sources.items()}


def _targets(source: str, ours: Mapping[str, str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        yield from (name for name in _named(node, ours) if name in ours)


def _named(node: ast.AST, ours: Mapping[str, str]) -> Iterable[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0, names=names):
            whole = [f"{module}.{alias.name}" for alias in names]
            return [name if name in ours else module for name in whole]
        case ast.Constant(value=str(text)) if "." in text:
            return [text.partition(":")[0]]
    return []
