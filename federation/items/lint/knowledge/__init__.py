"""What the rules know of the world: renamed organs, repealed laws, abolished proofs, who issues what.

Only what is certain is here: a fact that is missing costs a finding, a wrong one costs trust.
"""
