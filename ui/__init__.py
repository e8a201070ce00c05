"""User interfaces of Licet: the research desk (Streamlit), the command line, and tools for other programs."""

import gc
import os

# Licet multiplies only small matrices with BLAS, whose threads would spend their time waiting for each other and for
# other load on the machine. The variable is read when numpy is first imported, which is after this.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Importing creates a million objects, none of them garbage: collecting again and again takes a tenth of a command's
# time.
gc.set_threshold(200_000, 20, 50)
