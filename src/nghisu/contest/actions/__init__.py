"""Run contests: entries, check-in, judging, ranking, signing, unmasking; one line of the record each.

No line of the record ties an entry or its code to a unit or a person before the authors are unmasked.
"""
