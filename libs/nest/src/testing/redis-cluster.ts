import { Redis } from 'ioredis';
import { eventually } from './eventually.ts';
import { RedisServer } from './redis-server.ts';

const SLOTS = 16_384;

/** Masters that share the slots, each with a replica where that is wanted. */
export class RedisCluster {
  readonly #nodes: readonly RedisServer[];
  readonly #clients: readonly Redis[];

  private constructor(nodes: readonly RedisServer[]) {
    this.#nodes = nodes;
    this.#clients = nodes.map(({ port }) => new Redis(port, { retryStrategy: () => 50 }));
    for (const client of this.#clients) client.on('error', () => undefined);
  }

  static async start({ masters = 3, replicas = 0 } = {}): Promise<RedisCluster> {
    const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '500', '--repl-diskless-sync-delay', '0'];
    const nodes = await Promise.all(
      Array.from({ length: masters + replicas }, () => RedisServer.start(...settings, '--appendfsync', 'always')),
    );
    const cluster = new RedisCluster(nodes);
    await cluster.#join(masters);
    return cluster;
  }

  /** That of one node. */
  get anyUrl(): string {
    return (this.#nodes[0] as RedisServer).url;
  }

  /** All nodes, the one first that comes so many places after the one that has the slot of a key. */
  async url(key: string, after = 0): Promise<string> {
    const owner = this.#nodes.indexOf(await this.ownerOf(key));
    const nodes = this.#nodes.map((_, index) => this.#nodes[(owner + after + index) % this.#nodes.length]);
    return nodes.map((node) => node?.url).join();
  }

  /** The master that has the slot of a key now, and is there. */
  async ownerOf(key: string): Promise<RedisServer> {
    for (const [index, node] of this.#nodes.entries()) {
      if (!node.isRunning) continue;
      const answer = await this.#clients[index]?.exists(key).catch(() => undefined);
      if (answer !== undefined) return node;
    }
    throw new Error(`No node has the slot of ${key}.`);
  }

  /** Moves the slot of a key with all that is in it, as `redis-cli --cluster reshard` does. */
  async moveSlot(key: string): Promise<void> {
    const from = this.#nodes.indexOf(await this.ownerOf(key));
    const to = (from + 1) % this.#nodes.length;
    const [source, target] = [this.#clients[from] as Redis, this.#clients[to] as Redis];
    const slot = await source.cluster('KEYSLOT', key);
    const [sourceId, targetId] = [await source.cluster('MYID'), await target.cluster('MYID')];
    await target.cluster('SETSLOT', slot, 'IMPORTING', sourceId);
    await source.cluster('SETSLOT', slot, 'MIGRATING', targetId);
    for (;;) {
      const keys = await source.cluster('GETKEYSINSLOT', slot, 1_000);
      if (keys.length === 0) break;
      const { port } = this.#nodes[to] as RedisServer;
      await source.call('MIGRATE', '127.0.0.1', String(port), '', '0', '5000', 'KEYS', ...keys);
    }
    for (const client of [target, source]) await client.cluster('SETSLOT', slot, 'NODE', targetId);
  }

  async remove(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await Promise.all(this.#nodes.map((node) => node.remove()));
  }

  async #join(masters: number): Promise<void> {
    const [first, ...others] = this.#clients as [Redis, ...Redis[]];
    const size = SLOTS / masters;
    for (const [index, client] of this.#clients.slice(0, masters).entries())
      await client.call(
        'CLUSTER',
        'ADDSLOTSRANGE',
        String(Math.ceil(index * size)),
        String(Math.ceil((index + 1) * size) - 1),
      );
    // Epochs that are alike would have to be settled first.
    for (const [index, client] of this.#clients.entries()) await client.cluster('SET-CONFIG-EPOCH', index + 1);
    for (const other of this.#nodes.slice(1)) await first.cluster('MEET', '127.0.0.1', other.port);
    await eventually(async () =>
      (await this.#infos()).every((info) => info.includes(`known_nodes:${this.#nodes.length}`)),
    );
    const ids = await Promise.all(this.#clients.map((client) => client.cluster('MYID')));
    for (const [index, replica] of others.slice(masters - 1).entries())
      await replica.cluster('REPLICATE', ids[index] as string);
    await eventually(async () => (await this.#infos()).every((info) => info.includes('cluster_state:ok')));
    for (const replica of others.slice(masters - 1))
      await eventually(async () => (await replica.info('replication')).includes('master_link_status:up'));
  }

  #infos(): Promise<string[]> {
    return Promise.all(this.#clients.map((client) => client.cluster('INFO')));
  }
}
