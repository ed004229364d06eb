"""Who acts together beyond what chance and a common occasion explain.

Witnesses look at one log, each in its own way, and never at a label. What they see is gathered into
groups, weighed against what the same log would show by chance, checked for innocent explanations,
and told as evidence that anybody can recompute. The doors: `detection.detect`,
`pairs.detect_pairs`, `profiles.detect_profiles`, `evidence.recompute`, `live.LiveLockstep`.
"""
