"""DESIGN's import table, held against the code: who may know whom, and who may touch the world.

Each rule is a function from a module to its faults, shown to find one before it is trusted.
"""

from __future__ import annotations

import ast
import functools
import graphlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import bot

ROOT = Path(bot.__file__).parent.parent

# Which part may import which of ours; itself always. `bot` stands for the version in bot/__init__.
OURS = {
    "bot": set(),
    "errors": set(),
    "core": {"errors"},
    "pbx": {"core", "errors"},
    "store": {"core", "errors"},
    "media": {"core", "errors"},
    "flows": {"core", "errors", "pbx", "store", "media", "bot"},
    "chat": {"core", "errors", "flows"},
    "intake": {"core", "errors", "flows", "metrics"},
    "sandbox": set(),
    "settings": {"core", "errors"},
    "logs": {"core", "errors"},
    "metrics": {"errors"},
    "cli": {"app", "checkup", "demo", "peers", "settings", "logs", "errors", "bot"},
    "__main__": {"cli"},
}
# The composition root, and its second form with peers of its own.
FREE = {
    "app",
    "checkup",
    "connected",
    "front",
    "demo",
    "parts",
    "peers",
    "program",
    "serving",
    "shelves",
}

# Where alone a library may be imported; the composition root names types of what it puts together.
THEIRS = {
    "httpx": {"pbx", "sandbox"} | FREE,
    "telegram": {"chat"},
    "sqlite3": {"store"},
    "sqlite_utils": {"store"},
    "starlette": {"intake", "sandbox"} | FREE,
    "uvicorn": {"connected", "serving"},
    "dotenv": {"settings"},
    "prometheus_client": {"metrics"},
    "numpy": {"media"},
    "av": {"media"},
    "espeakng_loader": {"media"},
    "matplotlib": {"media"},
    "python_calamine": {"media"},
    "xlsxwriter": {"media"},
}

# What a pure part can have no use for.
IMPURE = re.compile(
    r"(asyncio|contextvars|http|io|logging|multiprocessing|os|pathlib|random|secrets|select|shutil"
    r"|signal|socket|ssl|subprocess|sys|tempfile|threading|time|urllib\.request)(\..*)?"
)
IMPURE_CALLS = {"open", "print", "input", "exec", "eval"}

CLOCK = re.compile(
    r"time\.(time|monotonic|perf_counter|process_time|localtime|gmtime|ctime)(_ns)?"
    r"|datetime\.(datetime\.(now|utcnow|today)|date\.today)"
)
CHANCE = re.compile(r"random\.(?!Random$)\w+|secrets\.\w+|os\.urandom|uuid\.uuid[14]")
ENVIRONMENT = re.compile(r"os\.(environb?|getenvb?|putenv|unsetenv)")


WRITES = (["store", "write"], ["_store", "write"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One source file; its name is what others import it by."""

    name: str
    tree: ast.Module

    @property
    def part(self) -> str:
        return self.name.split(".")[1] if "." in self.name else "bot"

    def imports(self) -> Iterator[str]:
        """Every dotted name imported anywhere in here, for types too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def names(self) -> dict[str, str]:
        """What each imported name stands for: `dt` for `datetime.datetime`."""
        known: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    root = alias.name.partition(".")[0]
                    known[alias.asname or root] = alias.name if alias.asname else root
            elif isinstance(node, ast.ImportFrom) and not node.level:
                for alias in node.names:
                    known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        return known

    def mentions(self, pattern: re.Pattern[str]) -> Iterator[ast.AST]:
        """Expressions that stand for a name of the pattern, called or only passed on."""
        known = self.names()
        for node in ast.walk(self.tree):
            first, *rest = dotted(node)
            if first in known and pattern.fullmatch(".".join((known[first], *rest))):
                yield node


def dotted(node: ast.AST) -> list[str]:
    """`a.b.c` as its three names; one empty name for any other expression."""
    if isinstance(node, ast.Attribute):
        return [*dotted(node.value), node.attr]
    return [node.id if isinstance(node, ast.Name) else ""]


def module(name: str, source: str) -> Module:
    return Module(name=name, tree=ast.parse(source))


@functools.cache
def all_modules() -> list[Module]:
    return [
        module(
            ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"),
            path.read_text(encoding="utf-8"),
        )
        for path in sorted(ROOT.glob("bot/**/*.py"))
    ]


def imports_of_ours(module: Module) -> Iterator[str]:
    """Names of other parts that this one may not know."""
    if module.part in FREE:
        return
    allowed = OURS.get(module.part, set()) | {module.part}
    for name in module.imports():
        root, _, rest = name.partition(".")
        part = rest.partition(".")[0]
        if root == "bot" and (part if part in OURS.keys() | FREE else "bot") not in allowed:
            yield name


def imports_of_theirs(module: Module) -> Iterator[str]:
    """Libraries that belong to another part."""
    for name in module.imports():
        if module.part not in THEIRS.get(name.partition(".")[0], {module.part}):
            yield name


def relative_imports(module: Module) -> Iterator[str]:
    """Imports that begin with a dot."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield ast.unparse(node)


def impurities(module: Module) -> Iterator[str]:
    """What a part without effects imports, calls or awaits to have one."""
    if module.part not in {"core", "errors"}:
        return
    for name in module.imports():
        if IMPURE.fullmatch(name):
            yield name
    for node in ast.walk(module.tree):
        if isinstance(node, ast.AsyncFunctionDef):
            yield f"async {node.name}"
        if isinstance(node, ast.Call) and ast.unparse(node.func) in IMPURE_CALLS:
            yield ast.unparse(node.func)


def clocks_and_chance(module: Module) -> Iterator[str]:
    """The clock read, or chance asked, outside the composition root."""
    if module.part in FREE | {"cli"}:
        return
    yield from map(ast.unparse, module.mentions(CLOCK))
    # A restarted sandbox must not hand out the ids and tokens of the one before it.
    if module.part != "sandbox":
        yield from map(ast.unparse, module.mentions(CHANCE))


def environments(module: Module) -> Iterator[str]:
    """The environment read outside settings; a library's own switch may be set."""
    if module.part == "settings":
        return
    switches = [
        part
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign | ast.Expr) and "PTB_TIMEDELTA" in ast.unparse(node)
        for part in ast.walk(node)
    ]
    for node in module.mentions(ENVIRONMENT):
        if node not in switches:
            yield ast.unparse(node)


def awaits_in_writes(module: Module) -> Iterator[str]:
    """Units handed to `store.write` that are not plain functions, or lead to one that awaits."""
    waiting = {
        node.name for node in ast.walk(module.tree) if isinstance(node, ast.AsyncFunctionDef)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and dotted(node.func)[-2:] in WRITES:
            unit = node.args[0] if node.args else node
            if isinstance(unit, ast.Call) and dotted(unit.func)[-1] == "partial":
                unit = unit.args[0]
            plain = isinstance(unit, ast.Lambda | ast.Name | ast.Attribute)
            if not plain or waiting & set(asked_for(unit)):
                yield ast.unparse(node)


def asked_for(unit: ast.expr) -> Iterator[str]:
    """Last names of what a unit mentions, what hangs on its own transaction aside."""
    own = {arg.arg for arg in unit.args.args} if isinstance(unit, ast.Lambda) else set()
    for node in ast.walk(unit):
        first, *rest = dotted(node)
        if first not in own:
            yield [first, *rest][-1]


def test_a_part_imports_only_what_the_table_allows() -> None:
    assert faults(imports_of_ours) == []


def test_a_library_is_imported_only_where_it_belongs() -> None:
    assert faults(imports_of_theirs) == []


def test_imports_are_absolute() -> None:
    assert faults(relative_imports) == []


def test_the_core_has_no_effects() -> None:
    assert faults(impurities) == []


def test_clock_and_chance_come_from_the_composition_root() -> None:
    assert faults(clocks_and_chance) == []


def test_settings_alone_read_the_environment() -> None:
    assert faults(environments) == []


def test_nothing_is_awaited_inside_a_write() -> None:
    assert faults(awaits_in_writes) == []


def test_every_part_is_in_the_table() -> None:
    assert {module.part for module in all_modules()} <= OURS.keys() | FREE


def test_no_module_imports_itself_over_others() -> None:
    assert circles(all_modules()) == []


def faults(rule: Callable[[Module], Iterator[str]]) -> list[str]:
    return [f"{module.name}: {fault}" for module in all_modules() for fault in rule(module)]


def circles(modules: list[Module]) -> list[str]:
    """The first circle of imports, if there is one; the package that holds a module aside."""
    known = {module.name for module in modules}
    graph = {
        module.name: {
            target
            for name in module.imports()
            for target in (name if name in known else name.rpartition(".")[0],)
            if target in known and target != module.name
        }
        for module in modules
    }
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (imports_of_ours, "bot.core.calls", "from bot import settings"),
        (imports_of_ours, "bot.core.calls", "from bot.store import accounts"),
        (imports_of_ours, "bot.core.calls", "import bot.pbx.wire"),
        (imports_of_ours, "bot.chat.otp", "from bot.pbx.client import PbxClient"),
        (imports_of_ours, "bot.sandbox.pbx.api", "def f():\n from bot.core import calls"),
        (imports_of_ours, "bot.flows.dial", "if TYPE_CHECKING:\n import bot.chat.sender"),
        (imports_of_ours, "bot.logs", "from bot.app import run"),
        (imports_of_ours, "bot.sandbox.pbx", "from bot import __version__"),
        (imports_of_ours, "bot.newcomer", "import bot.core"),
        (imports_of_theirs, "bot.chat.otp", "import httpx"),
        (imports_of_theirs, "bot.flows.dial", "from telegram.error import BadRequest"),
        (imports_of_theirs, "bot.flows.dial", "import sqlite3 as x"),
        (imports_of_theirs, "bot.intake.app", "import uvicorn.config"),
        (imports_of_theirs, "bot.cli", "from dotenv import load_dotenv"),
        (relative_imports, "bot.core.calls", "from . import people"),
        (relative_imports, "bot.core.calls", "from ..errors import BotError"),
        (impurities, "bot.core.calls", "from time import sleep"),
        (impurities, "bot.core.calls", "import os.path"),
        (impurities, "bot.core.calls", "from urllib.request import urlopen"),
        (impurities, "bot.core.messages.text", "async def f(): ..."),
        (impurities, "bot.core.calls", "print(1)"),
        (clocks_and_chance, "bot.flows.dial", "import time\nx = time.time()"),
        (clocks_and_chance, "bot.flows.dial", "import time as t\nt.monotonic_ns()"),
        (clocks_and_chance, "bot.pbx.auth", "from time import time\ndef f(now=time): ..."),
        (clocks_and_chance, "bot.store", "from datetime import datetime as dt\ndt.now()"),
        (clocks_and_chance, "bot.store", "import datetime\ndatetime.date.today()"),
        (clocks_and_chance, "bot.flows.dial", "from secrets import token_hex\ntoken_hex()"),
        (clocks_and_chance, "bot.flows.dial", "import random\nrandom.random()"),
        (clocks_and_chance, "bot.flows.dial", "from uuid import uuid4\nuuid4()"),
        (environments, "bot.app", "import os\nos.environ['X']"),
        (environments, "bot.app", "from os import getenv\ngetenv('X')"),
        (awaits_in_writes, "bot.flows.dial", "async def u(tx): ...\nstore.write(u)"),
        (awaits_in_writes, "bot.flows.dial", "async def u(tx): ...\nself._store.write(self.u)"),
        (awaits_in_writes, "bot.flows.dial", "async def u(tx): ...\nstore.write(partial(u, 1))"),
        (awaits_in_writes, "bot.flows.dial", "async def u(tx): ...\nstore.write(lambda tx: u(tx))"),
        (awaits_in_writes, "bot.flows.dial", "store.write(build())"),
    ],
)
def test_each_rule_finds_what_breaks_it(
    rule: Callable[[Module], Iterator[str]], name: str, source: str
) -> None:
    assert list(rule(module(name, source))) != []


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (imports_of_ours, "bot.flows.dial", "from bot.core import calls\nimport bot.store.group"),
        (imports_of_ours, "bot.app", "import bot.sandbox.world"),
        (imports_of_ours, "bot.core.calls", "import bottle"),
        (imports_of_theirs, "bot.chat.otp", "import telegram.ext"),
        (impurities, "bot.core.calls", "from datetime import datetime\nfrom urllib import parse"),
        (clocks_and_chance, "bot.flows.dial", "def f(self): self.time.time(); loop.time()"),
        (clocks_and_chance, "bot.sandbox.world", "import random\nx = random.Random(1)"),
        (
            clocks_and_chance,
            "bot.store",
            "from datetime import datetime\ndatetime.fromtimestamp(0)",
        ),
        (environments, "bot.app", "import os\nos.environ['PTB_TIMEDELTA'] = '1'"),
        (environments, "bot.settings", "import os\nos.environ"),
        (awaits_in_writes, "bot.flows.dial", "def u(tx): ...\nstore.write(u)"),
        (awaits_in_writes, "bot.flows.dial", "store.write(lambda tx: None)"),
        (awaits_in_writes, "bot.flows.dial", "async def u(): ...\nstore.write(lambda tx: tx.u())"),
        (awaits_in_writes, "bot.flows.dial", "file.write(build())"),
    ],
)
def test_each_rule_passes_what_keeps_it(
    rule: Callable[[Module], Iterator[str]], name: str, source: str
) -> None:
    assert list(rule(module(name, source))) == []


def test_a_circle_over_three_modules_is_found() -> None:
    sources = {"a": "import bot.b", "b": "from bot import c", "c": "from bot.a import x"}

    found = circles([module(f"bot.{name}", source) for name, source in sources.items()])

    assert {"bot.a", "bot.b", "bot.c"} == set(found)
