"""Transcripts in layouts drawn at random, each with what a careful person reads in it."""
