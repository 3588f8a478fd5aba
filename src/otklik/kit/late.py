"""Modules that are read in when they are first used, for what a process seldom needs and always would pay."""

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from types import ModuleType


def import_late(name: str) -> ModuleType:
    """The module of this name, read in with the first look at anything of it.

    Raises ModuleNotFoundError at once when there is none.
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
