"""`otklik serve`: one program over the engines, the web processes and the worker."""
