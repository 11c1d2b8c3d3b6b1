"""A proxy on loopback that passes on, refuses, keeps silent or dawdles: what networks do to a server behind them."""

import contextlib
import socket
import threading
import time
from types import TracebackType


class Proxy:
    """`with Proxy(port) as proxy:` stands before `port`; `proxy.mode` may change at any time.

    Modes: "pass"; "silent" takes everything and never answers; "slow" answers each time after `delay_s`;
    "reset" hangs up. `questions` counts what arrived from clients, in pieces as the network gave them.
    """

    def __init__(self, behind: int, mode: str = "pass", delay_s: float = 2.0) -> None:
        self.behind, self.mode, self.delay_s = behind, mode, delay_s
        self.questions = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []

    def __enter__(self) -> "Proxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Ends all connections that stand."""
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._open.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server: socket.socket | None = None
        with contextlib.suppress(OSError), client:
            while question := client.recv(65536):
                self.questions += 1
                if self.mode == "reset":
                    return
                if self.mode == "silent":
                    continue
                if self.mode == "slow":
                    time.sleep(self.delay_s)
                if server is None:
                    server = socket.create_connection(("127.0.0.1", self.behind), timeout=5)
                    self._open.append(server)
                    threading.Thread(target=self._back, args=(server, client), daemon=True).start()
                server.sendall(question)

    @staticmethod
    def _back(server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            server.settimeout(None)
            while answer := server.recv(65536):
                client.sendall(answer)
            client.shutdown(socket.SHUT_RDWR)
