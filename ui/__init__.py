"""The faces of Licet: the research desk and the command line."""

import os

# All that Licet multiplies with BLAS are small matrices: its threads would only wait for each other, and for whatever else the machine
# does. Read when numpy is first imported, which is after this.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
