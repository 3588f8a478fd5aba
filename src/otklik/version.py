"""The version of the product, as its package says."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("otklik")
except PackageNotFoundError:  # run from a tree that is not installed
    VERSION = "0.0.0"
