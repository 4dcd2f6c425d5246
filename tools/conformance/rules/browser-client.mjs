import { EventSource } from 'eventsource';
import { demandNumbers } from './delivery.mjs';

export const browserClientRules = [
  {
    title: "A standard EventSource loses and doubles nothing through a cut, and waits as 'retry' says",
    loud: true,
    async check(client) {
      const { deployment } = client;
      const network = new CuttableNetwork();
      const url = deployment.url(deployment.streamPath, { jobName: client.jobName });
      const source = new EventSource(url, { fetch: network.fetch });
      try {
        const seen = new Arrivals(source);
        await seen.hellos(1);
        const published = client.events(40);
        await client.publish(published.slice(0, 10));
        await seen.number(9);
        network.cut();
        await client.publish(published.slice(10, 20));
        await seen.hellos(2);
        client.demandNoGap(seen.lastHello);
        await client.publish(published.slice(20));
        await seen.number(39);
        demandNumbers(seen.events, published);
      } finally {
        source.close();
      }
    },
  },
];

/** A fetch whose connections can be broken, as by a network that goes away. */
class CuttableNetwork {
  #cut = new AbortController();

  fetch = (url, init) => fetch(url, { ...init, signal: AbortSignal.any([init.signal, this.#cut.signal]) });

  cut() {
    const cut = this.#cut;
    this.#cut = new AbortController();
    cut.abort(new TypeError('The network is gone.'));
  }
}

/** What an EventSource has brought. */
class Arrivals {
  events = [];
  #helloCount = 0;
  #wake = () => {};

  constructor(source) {
    source.addEventListener('hello', ({ data }) => {
      this.#helloCount++;
      this.lastHello = { body: JSON.parse(data) };
      this.#wake();
    });
    source.addEventListener('job', ({ data }) => {
      this.events.push(JSON.parse(data));
      this.#wake();
    });
  }

  hellos(count) {
    return this.#until(() => this.#helloCount >= count);
  }

  /** The event with this number. */
  number(wanted) {
    return this.#until(() => this.events.some(({ data }) => data.n === wanted));
  }

  async #until(isSo) {
    while (!isSo()) await new Promise((wake) => (this.#wake = wake));
  }
}
