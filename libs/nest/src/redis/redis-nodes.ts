import { AbstractConnector, type RedisOptions } from 'ioredis';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectEncrypted } from 'node:tls';

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/**
 * Whether a node of a cluster says that it does not have the keys, or that nobody has them now, or any Redis that it is only a
 * replica. Nothing was done then.
 */
export function isElsewhere(error: unknown): error is Error {
  return error instanceof Error && /^(MOVED|CLUSTERDOWN|READONLY) /.test(error.message);
}

/**
 * The node that has the keys. All keys of a deployment are in one slot of a cluster, so one node has all of them: it is found
 * by what the others say, and found anew when the slot is moved or a replica takes over. A Redis that is no cluster is one node:
 * its address leads elsewhere then.
 */
export class RedisNodes {
  readonly #known: RedisNode[];
  #current: RedisNode;

  constructor(first: RedisNode, others: readonly RedisNode[] = []) {
    this.#known = [first, ...others];
    this.#current = first;
  }

  /** Where to connect to now. */
  get current(): RedisNode {
    return this.#current;
  }

  /** Goes where an error leads. `false` where it leads nowhere. */
  follow(error: Error): boolean {
    if (!isElsewhere(error)) return false;
    const [, host = '', port = ''] = /^MOVED \d+ (.*):(\d+)$/.exec(error.message) ?? [];
    // Without a host it is the same machine, `?` is one that is not known.
    if (port === '' || host === '?') this.leave(this.#current);
    else this.#current = this.#find({ host: host || this.#current.host, port: Number(port) });
    return true;
  }

  /** Nothing was heard of a node: the next one is tried, which may know more. */
  leave(node: RedisNode): void {
    if (node !== this.#current) return;
    const next = (this.#known.indexOf(node) + 1) % this.#known.length;
    this.#current = this.#known[next] as RedisNode;
  }

  #find({ host, port }: RedisNode): RedisNode {
    const known = this.#known.find((node) => node.host === host && node.port === port);
    if (known) return known;
    const found = { host, port };
    this.#known.push(found);
    return found;
  }
}

/** Leads clients, and the copies that are made of them, to the current node each time they connect. */
export function connectorTo(nodes: RedisNodes): NonNullable<RedisOptions['Connector']> {
  return class NodeConnector extends AbstractConnector {
    readonly #tls: RedisOptions['tls'];

    constructor(options: unknown) {
      const { disconnectTimeout = 2_000, tls } = options as RedisOptions;
      super(disconnectTimeout);
      this.#tls = tls;
    }

    async connect(): Promise<Socket> {
      const node = nodes.current;
      this.connecting = true;
      const socket = this.#tls ? connectEncrypted({ ...node, ...this.#tls }) : connectPlain({ ...node });
      this.stream = socket;
      socket.once('error', (error) => (this.firstError = error));
      socket.once('close', () => {
        if (socket.bytesRead === 0) nodes.leave(node);
      });
      return socket;
    }
  };
}
