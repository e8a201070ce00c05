"""User interfaces of Licet: the research desk (Streamlit), the command line, and tools for other programs."""

import gc

from index.blas_threads import one_in_this_process

one_in_this_process()  # numpy is first imported after this

# Importing creates a million objects, none of them garbage: collecting again and again takes a tenth of a command's
# time.
gc.set_threshold(200_000, 20, 50)
