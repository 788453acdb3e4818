"""Plan, log and review a short home programme against upper-back tightness.

The names are loaded when they are first used, so `import rbtools` costs little more than `import pandas`; they are
listed, with the modules they come from, in `__init__.pyi`.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
