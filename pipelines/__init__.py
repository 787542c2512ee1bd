"""Orchestration: which stage when, with which checks and schedules, and the command line.

What a stage does lies in `wijkfoto`; nothing here computes.
"""
