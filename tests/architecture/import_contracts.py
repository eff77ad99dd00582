"""Two kinds of import contract that import-linter lacks; both hold for rooms that do not exist yet."""

from collections.abc import Iterator
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class _DirectImports(Contract):
    """Forbids some direct imports; the subclasses say which."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = [
            detail
            for importer, imported in sorted(self._forbidden(graph))
            for detail in graph.get_import_details(importer=importer, imported=imported)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for broken in check.metadata["broken"]:
            output.print_error(f"{broken['importer']} imports {broken['imported']} (line {broken['line_number']})")

    def _forbidden(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        raise NotImplementedError


class SoleImporters(_DirectImports):
    """Only the importers named, and the module itself, may import a module."""

    module: Any = fields.StringField()
    importers: Any = fields.ListField(subfield=fields.StringField())

    def _forbidden(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        allowed = (self.module, *self.importers)
        for imported in _family(graph, self.module):
            for importer in graph.find_modules_that_directly_import(imported):
                if not _is_within(importer, *allowed):
                    yield importer, imported


class PrivateFiles(_DirectImports):
    """Files of these names in a room are imported from that room alone, and from the importers named."""

    files: Any = fields.ListField(subfield=fields.StringField())
    importers: Any = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def _forbidden(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        for room in graph.find_children("app") - {"app.platform"}:  # whose `live` is a folder for all rooms
            private = [module for module in _family(graph, room) if set(self.files) & set(module.split(".")[2:])]
            for imported in private:
                for importer in graph.find_modules_that_directly_import(imported):
                    if not _is_within(importer, room, *self.importers):
                        yield importer, imported


def _family(graph: ImportGraph, module: str) -> set[str]:
    return {module, *graph.find_descendants(module)} if module in graph.modules else set()


def _is_within(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
