"""Readers of the four kinds of pictures that browsers show: strict, pure, and none of them draws anything."""
