"""One folder on disk: description and key slots, encrypted database, evidence, what came in and what goes out."""

from ceremonies.workspace.description import Kind
from ceremonies.workspace.handle import Workspace
from ceremonies.workspace.making import create_workspace
from ceremonies.workspace.opening import open_workspace

__all__ = ["Kind", "Workspace", "create_workspace", "open_workspace"]
