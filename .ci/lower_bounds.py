"""Print the lowest version of each dependency that pyproject.toml allows, as constraints for pip: `name==version`.

What only reads the code (the extra `lint`) has no lower bound worth testing.
"""

import re
import tomllib
from pathlib import Path

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

extras = [listed for name, listed in PROJECT["optional-dependencies"].items() if name != "lint"]
for requirement in sum(extras, PROJECT["dependencies"]):
    if found := re.fullmatch(r"([\w.-]+)>=([\d.]+)", requirement):
        print("{}=={}".format(*found.groups()))
