import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a port of this machine, on which what a client has sent can be held up, even beyond the client's own end. */
export class SlowNetwork {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #held: { readonly target: Socket; readonly chunks: Buffer[] }[] = [];
  #holding = new Set<Socket>();

  private constructor(port: number) {
    this.#server = createServer((client) => this.#join(client, connect(port, '127.0.0.1')));
  }

  static async to(port: number): Promise<SlowNetwork> {
    const network = new SlowNetwork(port);
    await once(network.#server.listen(0, '127.0.0.1'), 'listening');
    return network;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What comes on the connections there are now is held; new ones are quick. */
  hold(): void {
    this.#holding = new Set(this.#sockets);
  }

  /** What was held arrives. Resolves when the other side has closed these connections. */
  async deliver(): Promise<void> {
    for (const { target, chunks } of this.#held) {
      const closed = target.closed ? undefined : once(target, 'close');
      target.end(Buffer.concat(chunks));
      await closed;
    }
    this.#held = [];
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket, target: Socket): void {
    const held = { target, chunks: [] as Buffer[] };
    for (const socket of [client, target]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (chunk: Buffer) => {
      if (!this.#holding.has(client)) return void target.write(chunk);
      if (held.chunks.length === 0) this.#held.push(held);
      held.chunks.push(chunk);
    });
    client.on('close', () => held.chunks.length === 0 && target.destroy());
    target.on('data', (chunk: Buffer) => client.write(chunk));
    target.on('close', () => client.destroy());
  }
}
