"""Listening sockets."""

import socket


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; IPv6 hosts too. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on at this moment."""
    with listen(host, 0) as listener:
        return int(listener.getsockname()[1])
