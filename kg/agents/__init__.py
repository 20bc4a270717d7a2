"""`kg mcp`: the graph as tools of the Model Context Protocol, for programs that reason in words.

What a tool answers is made where the service makes its pages: in worker processes that can only read, with its
limits and refusals (`kg.serve`). A graph on a server is asked from here (`graphs`).
"""
