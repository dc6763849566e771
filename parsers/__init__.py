"""Bytes and text in, facts out. No sockets, no files beside our own rule data, no clock, no database."""
