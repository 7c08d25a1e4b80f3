"""Secret ballots that anybody can verify: Belenios protocol version 1, from its specification.

Pure Python, without the rest of the product, so that an auditor can read and run it alone. Groups are
``Ed25519`` and ``BELENIOS-2048``; questions are homomorphic; trustees are single or Pedersen (t of n).
Whatever is outside of this profile is refused by name.
"""
