"""Scales: how well the questions of a survey measure one thing together.

Answers as an array and items turned round (`answers`), each item (`items`), α, ω and AVE
(`reliability`), one factor per scale fitted by maximum likelihood (`model`, `fitting`, `factors`)
with its fit (`indices`), whether groups may be compared (`invariance`), a score per person
(`scoring`), all of it at once (`analysis`), and short scales of our own (`instruments`, plain
Python). Import what you need from its module.
"""
