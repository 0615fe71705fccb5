"""The outermost layer: settings, addresses, and the wiring of one house.

Read first: `wiring.py`.
"""
