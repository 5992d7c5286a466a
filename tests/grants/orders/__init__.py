"""Tests of what the city buys."""
