import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../bench/temp-folder.mjs';
import { spoiledDeployment } from '../conformance/testing/spoiled-deployment.mjs';
import { fates } from './harm.mjs';
import { HostileProxy } from './hostile-proxy.mjs';
import { freePort, Program } from './program.mjs';
import { makeFiles } from './trigger.mjs';

/** The programs, and the proxies before and between them. */
export class HostileDeployment {
  #stops = [];

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

  async #start({ random, calm, spoil, env: replayEnv }) {
    const home = tempFolder();
    this.#stops.push(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
    this.files = join(home, 'files');
    mkdirSync(this.files);
    makeFiles(this.files, random.fork('files'));
    const env = { JOBWIRE_HEARTBEAT_MS: '200', ...replayEnv };
    const data = { JOBWIRE_STORE: 'sqlite', JOBWIRE_DATA_DIR: join(home, 'data'), JOBWIRE_SCAN_ROOTS: this.files };
    this.jobServer = new Program({ name: 'job-server', port: await freePort(), env: { ...env, ...data } });

    const fateOf = calm ? { edge: () => ({}), plainEdge: () => ({}), inner: () => ({}) } : fates(random.fork('fates'));
    const proxy = async (name, target) => {
      const spoiled = spoil[name] && (await spoiledDeployment(target.url, { message: spoil[name] }));
      if (spoiled) this.#stops.push(() => spoiled.stop());
      const targetPort = Number(new URL(spoiled?.url ?? target.url).port);
      const listening = await new HostileProxy({ targetPort, fateOf: fateOf[name] }).listen();
      this.#stops.push(() => listening.stop());
      return listening;
    };
    const inner = await proxy('inner', this.jobServer);
    this.gateway = new Program({
      name: 'gateway',
      port: await freePort(),
      env: { ...env, JOBWIRE_UPSTREAM: inner.url },
    });
    this.proxies = {
      inner,
      edge: await proxy('edge', this.gateway),
      plainEdge: await proxy('plainEdge', this.gateway),
    };
    this.programs = [this.jobServer, this.gateway];
    for (const program of this.programs) {
      this.#stops.push(() => program.stop());
      await program.start();
    }
  }

  async stop() {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }
}
