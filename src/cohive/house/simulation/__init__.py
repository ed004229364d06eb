"""A place that never was, run through the real operations on a clock of its own.

Three regimes side by side show the theory and test the measures: in *fan* everything goes to the
brand and comes from it, in *community* it goes between members, and *army* is a community whose
challenge is attacked by paid accounts while two innocent crowds look alike. The same seed gives the
same journal. `months.run` is the door; `truth` writes down what was planted.
"""
