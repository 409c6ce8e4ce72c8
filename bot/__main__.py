"""`python -m bot` is `pbxbot`."""

from __future__ import annotations

import sys

try:
    from bot.cli import main
except KeyboardInterrupt:
    # Ctrl-C while the libraries load is no different from Ctrl-C later.
    sys.exit(130)

sys.exit(main())
