"""The wire between the coordinator's side and all others: passes bytes on, until it is silent or cut."""

import asyncio
import contextlib
import threading

PIECE = 1 << 16


class Link(contextlib.AbstractContextManager):
    """From one Unix socket to another. Runs in a thread of its own."""

    def __init__(self, near, far):
        self.near, self.far = str(near), str(far)
        self.is_cut = False
        self.passing = asyncio.Event()
        self.passing.set()
        self.ends = set()  # writers of the open connections
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = self.run(asyncio.start_unix_server(self.connect, self.near))

    def __exit__(self, *_):
        self.run(self.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    def cut(self):
        """Ends all connections, in the middle of whatever they carry, and takes no other. How many there were."""
        return self.run(self.cut_all())

    def mend(self):
        self.is_cut = False

    def silence(self):
        """Holds back whatever passes, the news that an end is gone and new connections too, and tells nobody. To both
        sides that is a network that loses every packet: once it loses none, they are sent again and arrive."""
        self.loop.call_soon_threadsafe(self.passing.clear)

    def end_silence(self):
        self.loop.call_soon_threadsafe(self.passing.set)

    async def cut_all(self):
        self.is_cut = True
        count = len(self.ends) // 2
        for end in self.ends:
            end.transport.abort()
        return count

    async def close(self):
        self.server.close()
        await self.cut_all()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def connect(self, reader, writer):
        await self.passing.wait()
        if self.is_cut:
            writer.transport.abort()
            return
        with contextlib.suppress(OSError):
            far_reader, far_writer = await asyncio.open_unix_connection(self.far)
            self.ends |= {writer, far_writer}
            await asyncio.gather(self.pump(reader, far_writer), self.pump(far_reader, writer), return_exceptions=True)
            self.ends -= {writer, far_writer}
            far_writer.transport.abort()
        writer.transport.abort()

    async def pump(self, reader, writer):
        with contextlib.suppress(OSError):
            while piece := await reader.read(PIECE):
                await self.passing.wait()
                writer.write(piece)
                await writer.drain()
        await self.passing.wait()
        writer.close()
