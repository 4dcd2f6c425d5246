import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a port of this machine that breaks: `answersOf` says how many answers each connection, counted from 0, lives for. */
export class BreakingNetwork {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port: number;
  #connections = 0;
  #isHealed = false;

  private constructor(port: number, answersOf: (connection: number) => number) {
    this.#port = port;
    this.#server = createServer((client) => {
      const answers = answersOf(this.#connections++);
      if (answers === 0) client.destroy();
      else this.#join(client, connect(this.#port, '127.0.0.1'), answers);
    });
  }

  static async to(port: number, answersOf: (connection: number) => number): Promise<BreakingNetwork> {
    const network = new BreakingNetwork(port, answersOf);
    await once(network.#server.listen(0, '127.0.0.1'), 'listening');
    return network;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many connections there were. */
  get connections(): number {
    return this.#connections;
  }

  /** From now on it leads to another port. The connections that there are stay. */
  leadTo(port: number): void {
    this.#port = port;
  }

  /** From now on no connection breaks that is there. */
  heal(): void {
    this.#isHealed = true;
  }

  /** The connections that there are stay open and nothing passes any more, as when a machine loses its power. New ones are well. */
  fallSilent(): void {
    for (const socket of this.#sockets) socket.removeAllListeners('data').pause();
  }

  /** All connections that there are break. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #join(client: Socket, target: Socket, answers: number): void {
    for (const socket of [client, target]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
    }
    let answered = 0;
    client.on('data', (chunk: Buffer) => target.write(chunk));
    client.on('close', () => target.destroy());
    target.on('data', (chunk: Buffer) => {
      client.write(chunk);
      if (++answered === answers && !this.#isHealed) client.destroySoon();
    });
    target.on('close', () => client.destroy());
  }
}
