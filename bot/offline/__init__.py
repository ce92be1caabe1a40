"""The real bot without Discord: asked on the command line, or in a page of the local browser. SimCord stands in for Discord."""
