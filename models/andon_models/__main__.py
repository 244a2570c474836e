"""`python -m andon_models train|bundle|evaluate`: see models/README.md."""

import sys

from andon_models.cli import main

sys.exit(main(sys.argv[1:]))
