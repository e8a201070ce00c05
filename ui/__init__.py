"""The faces of Licet: the research desk and the command line."""

import gc
import os

# All that Licet multiplies with BLAS are small matrices: its threads would only wait for each other, and for whatever else the machine
# does. Read when numpy is first imported, which is after this.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Importing makes a million objects of which none is garbage: looking through them again and again takes a tenth of a command's time.
gc.set_threshold(50_000, 20, 50)
