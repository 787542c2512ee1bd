"""Homes of earlier releases, made anew from their commits, in the hands of this one."""
