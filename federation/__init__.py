"""Kuayu's shared library: every rule that two cities must compute alike.

Pure by law (DESIGN §2.5): values and ``now`` go in, values come out. No clock, randomness,
SQL, sockets, asyncio or logging below this package; `node` owns all of those.
"""
