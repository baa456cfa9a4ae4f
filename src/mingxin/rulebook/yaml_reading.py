"""YAML as the rulebook reads it: what a person typed by Python's own reader, files of the installation by libyaml's.

libyaml's is many times faster and goes down into nested text without a limit of its own, so it reads no stranger's.
"""

from typing import Final

import yaml

try:
    from yaml import CSafeLoader as QuickLoader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as QuickLoader  # type: ignore[assignment]

_LONGEST_NUMBER: Final = 40  # characters


class _OneOfEach:
    """YAML in which a key stands once: a second one would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(None, None, "a key stands twice", node.start_mark)
        return dict(super().construct_mapping(node, deep))  # type: ignore[misc]


class OneOfEach(_OneOfEach, yaml.SafeLoader):
    """For text that somebody typed: no number in it is longer than one can be said aloud."""

    def construct_whole(self, node: yaml.ScalarNode) -> int:
        if len(node.value) > _LONGEST_NUMBER:
            raise yaml.constructor.ConstructorError(None, None, "a number without end", node.start_mark)
        return int(self.construct_yaml_int(node))


OneOfEach.add_constructor("tag:yaml.org,2002:int", OneOfEach.construct_whole)


class OneOfEachQuickly(_OneOfEach, QuickLoader):
    """For files that lie in a folder of the installation."""
