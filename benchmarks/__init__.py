"""What is measured, against what. `python -m benchmarks` measures it all; each module with a `measure` is one benchmark."""
