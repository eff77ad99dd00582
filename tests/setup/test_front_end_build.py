"""The build gives each page one script and one style under a name that changes with its content."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / ".venv" / "bin" / "node"
CATALOGUE = {
    "client": {
        "reaction:cast": {
            "title": "CastReaction",
            "type": "object",
            "properties": {
                "key": {"type": "string", "title": "Key"},
                "choice": {"$ref": "#/$defs/Choice"},
                "note": {"type": "string", "title": "Note"},
            },
            "required": ["key", "choice"],
            "$defs": {"Choice": {"enum": ["agree", "pass"], "title": "Choice", "type": "string"}},
        },
        "ballot:cast": {
            "title": "CastBallot",
            "type": "object",
            "properties": {"choice": {"$ref": "#/$defs/Choice"}},
            "required": ["choice"],
            "$defs": {"Choice": {"enum": ["yes", "no"], "title": "Choice", "type": "string"}},
        },
    },
    "server": {"wall:changed": {"type": "object", "properties": {"version": {"type": "integer"}}}},
}


@pytest.fixture
def static(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "src" / "floor").mkdir(parents=True)
    (folder / "src" / "lib").mkdir()
    (folder / "css").mkdir()
    for name in ("build.mjs", "types.mjs"):
        shutil.copy(ROOT / "static" / name, folder / name)
    shutil.copy(ROOT / "tsconfig.json", tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "src" / "floor" / "main.tsx").write_text(
        'import { render } from "preact";\nrender(<p>投票</p>, document.body);\n', encoding="utf-8"
    )
    (folder / "css" / "floor.css").write_text('@import "button.css";\nbody { margin: 0 }\n')
    (folder / "css" / "button.css").write_text("button { color: #123456 }\n")
    return folder


def test_manifest_names_what_was_built(static: Path) -> None:
    manifest = _build(static)
    assert sorted(manifest) == ["floor.css", "floor.js"]
    for name, built in manifest.items():
        stem, ending = name.split(".")
        assert re.fullmatch(rf"{stem}-[A-Z0-9]{{8}}\.{ending}", built)
        assert (static / "dist" / built).is_file()
    script = (static / "dist" / manifest["floor.js"]).read_text(encoding="utf-8")
    assert "投票" in script
    assert "#123456" in (static / "dist" / manifest["floor.css"]).read_text()


def test_same_source_same_name_and_new_source_new_name(static: Path) -> None:
    first = _build(static)
    assert _build(static) == first
    (static / "css" / "button.css").write_text("button { color: #654321 }\n")
    second = _build(static)
    assert second["floor.js"] == first["floor.js"]
    assert second["floor.css"] != first["floor.css"]
    assert not (static / "dist" / first["floor.css"]).exists()


def test_broken_source_leaves_the_last_build(static: Path) -> None:
    first = _build(static)
    (static / "src" / "floor" / "main.tsx").write_text("const = ;\n")
    broken = _node(static, "build.mjs")
    assert broken.returncode == 1
    assert "main.tsx" in broken.stderr
    assert json.loads((static / "dist" / "manifest.json").read_text()) == first
    assert all((static / "dist" / built).is_file() for built in first.values())


def test_event_types_keep_models_of_one_name_apart(static: Path, tmp_path: Path) -> None:
    (tmp_path / "catalogue.json").write_text(json.dumps(CATALOGUE))
    made = _node(static, "types.mjs", "--print", "cat", str(tmp_path / "catalogue.json"))
    assert made.returncode == 0, made.stderr
    types = re.sub(r"\s+", " ", made.stdout)
    assert 'interface ClientEvents { "ballot:cast": CastBallot; "reaction:cast": CastReaction; }' in types
    assert 'interface ServerEvents { "wall:changed": ServerWallChanged; }' in types
    assert 'Choice = "yes" | "no";' in types
    assert 'Choice = "agree" | "pass";' in types
    assert re.search(r"interface CastReaction \{ key: string; choice: \w+; note\?: string; \}", types)
    assert "type Key" not in types


def _build(static: Path) -> dict[str, str]:
    built = _node(static, "build.mjs")
    assert built.returncode == 0, built.stderr
    manifest: dict[str, str] = json.loads((static / "dist" / "manifest.json").read_text())
    return manifest


def _node(static: Path, script: str, *args: str) -> "subprocess.CompletedProcess[str]":
    argv = [str(NODE), str(static / script), *args]
    return subprocess.run(argv, cwd=static.parent, capture_output=True, text=True, check=False)
