"""`python -m otklik.demo.shop --host 127.0.0.1 --port 8081 --otklik-url URL --write-key KEY`."""

import argparse

import uvicorn

from otklik.demo.shop.endpoints import create_shop


def main() -> None:
    """Serve the shop until SIGTERM."""
    parser = argparse.ArgumentParser(prog="otklik.demo.shop", description="The demo shop")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument(
        "--otklik-url", required=True, help="Otklik's address as the visitor's browser sees it"
    )
    parser.add_argument("--write-key", default="", help="the workspace's public key; without it no tracker")
    options = parser.parse_args()
    shop = create_shop(otklik_url=options.otklik_url, write_key=options.write_key)
    uvicorn.run(shop, host=options.host, port=options.port, log_level="warning", access_log=False, ws="none")


if __name__ == "__main__":
    main()
