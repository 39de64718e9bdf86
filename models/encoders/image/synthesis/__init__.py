"""Draws motifs, puts them on objects with known boxes, and makes the result look like a photograph (README.md)."""
