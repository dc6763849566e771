"""Bytes and text in, facts out. No sockets, no files beside our own rule data, no clock, no database."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read by numpy: no matrix here is worth waking up a second thread
