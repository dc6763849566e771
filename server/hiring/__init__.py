"""The domain, pure: messages into processes, processes into states, dues and advice. No I/O; now is an argument."""
