"""`kg serve`: a SPARQL endpoint, dereferenceable IRIs and an explorer on one port, fit to face strangers.

The process that listens never opens the graph. Queries and pages are made by worker processes (`worker`)
that can only read, have no network and little memory, and are killed at the time limit (`workers`).
"""
