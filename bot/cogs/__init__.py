"""Commands, thin: read the arguments, call one room, hand the answer to ``ui``."""
