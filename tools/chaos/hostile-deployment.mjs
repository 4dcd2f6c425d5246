import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../bench/temp-folder.mjs';
import { spoiledDeployment } from '../conformance/testing/spoiled-deployment.mjs';
import { fates } from './harm.mjs';
import { HostileProxy } from './hostile-proxy.mjs';
import { freePort, Program } from './program.mjs';
import { RedisProgram } from './redis-program.mjs';
import { makeFiles } from './trigger.mjs';

/** While Redis is away what needs it is refused, and that is said. */
const REDIS_AWAY = /Redis (at \S+ )?(cannot be reached|refuses|has not answered)/;

/** The programs, and the proxies before and between them. */
export class HostileDeployment {
  /** The servers whose jobs really run. */
  serverIds = [1];
  #stops = [];
  #fateOf;
  #spoil;

  static async start(options) {
    const deployment = new HostileDeployment();
    try {
      await deployment.#start(options);
      return deployment;
    } catch (error) {
      // Whatever kept it from starting: what has started must not stay.
      await deployment.stop();
      throw error;
    }
  }

  /** All programs, each after those that it needs. */
  get programs() {
    return Object.values(this.groups).flat();
  }

  async #start({ random, calm, spoil, env: replayEnv, redis }) {
    const home = tempFolder();
    this.#stops.push(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
    this.files = join(home, 'files');
    mkdirSync(this.files);
    makeFiles(this.files, random.fork('files'));
    this.#fateOf = calm ? {} : fates(random.fork('fates'));
    this.#spoil = spoil;
    const env = { JOBWIRE_HEARTBEAT_MS: '200', ...replayEnv };
    await (redis ? this.#startMany(home, env) : this.#startOne(home, env));
    this.proxies.edge = await this.#proxy('edge', this.gateways);
    this.proxies.plainEdge = await this.#proxy('plainEdge', this.gateways);
  }

  /** One of each, with the log in a file. */
  async #startOne(home, env) {
    this.jobServers = [
      new Program({
        name: 'job-server',
        port: await freePort(),
        env: { ...env, ...this.#folders(home, 'data'), JOBWIRE_STORE: 'sqlite' },
      }),
    ];
    this.proxies = { inner: await this.#proxy('inner', this.jobServers) };
    const upstream = { JOBWIRE_UPSTREAM: this.proxies.inner.url };
    this.gateways = [new Program({ name: 'gateway', port: await freePort(), env: { ...env, ...upstream } })];
    this.groups = { programs: [...this.jobServers, ...this.gateways] };
    await this.#startPrograms(this.programs);
  }

  /** Two of each, with the log in a Redis. */
  async #startMany(home, env) {
    this.redis = new RedisProgram({ port: await freePort(), folder: join(home, 'redis') });
    await this.#startPrograms([this.redis]);
    this.serverIds = [1, 2];
    const redis = await this.#proxy('redis', [this.redis]);
    const shared = { ...env, REDIS_URL: redis.url.replace('http:', 'redis:'), JOBWIRE_LEASE_SECONDS: '1' };
    this.jobServers = [];
    for (const serverId of this.serverIds) {
      const own = { ...this.#folders(home, `data-${serverId}`), JOBWIRE_SERVER_ID: String(serverId) };
      this.jobServers.push(
        new Program({
          ...{ name: `job-server-${serverId}`, app: 'job-server', port: await freePort() },
          ...{ env: { ...shared, ...own }, excused: REDIS_AWAY },
        }),
      );
    }
    const [one, other] = this.jobServers;
    this.proxies = { inner: await this.#proxy('inner', [one]), inner2: await this.#proxy('inner2', [other]), redis };
    const upstreams = [this.proxies.inner.url, this.proxies.inner2.url];
    this.gateways = [];
    for (const [index, list] of [upstreams, upstreams.toReversed()].entries()) {
      this.gateways.push(
        new Program({
          ...{ name: `gateway-${index + 1}`, app: 'gateway', port: await freePort() },
          env: { ...env, JOBWIRE_UPSTREAM: list.join() },
        }),
      );
    }
    this.groups = { redis: [this.redis], programs: [...this.jobServers, ...this.gateways] };
    await this.#startPrograms(this.groups.programs);
  }

  #folders(home, name) {
    return { JOBWIRE_DATA_DIR: join(home, name), JOBWIRE_SCAN_ROOTS: this.files };
  }

  async #startPrograms(programs) {
    for (const program of programs) {
      this.#stops.push(() => program.stop());
      await program.start();
    }
  }

  async #proxy(name, targets) {
    let ports = targets.map(({ port }) => port);
    if (this.#spoil[name]) {
      const spoiled = await spoiledDeployment(targets[0].url, { message: this.#spoil[name] });
      this.#stops.push(() => spoiled.stop());
      ports = [Number(new URL(spoiled.url).port)];
    }
    const fateOf = this.#fateOf[name] ?? (() => ({}));
    const proxy = await new HostileProxy({ targetPorts: ports, fateOf }).listen();
    this.#stops.push(() => proxy.stop());
    return proxy;
  }

  async stop() {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }
}
