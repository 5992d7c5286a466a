"""Whole lives of a grant, over several rooms."""
