"""Halfsky 半边天: monitoring and assessment of development plans for women and children."""

__version__ = "0.1.0"
