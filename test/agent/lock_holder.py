#!/usr/bin/env python3
"""Holds a lock as xCAT's broker does, until it dies. Says `held` when it has it."""
import fcntl
import sys

lock = open(sys.argv[1], 'a')
fcntl.flock(lock.fileno(), fcntl.LOCK_EX)
print('held', flush=True)
sys.stdin.read()
