"""Stand-ins for the outside world, so that no test leaves this machine."""
