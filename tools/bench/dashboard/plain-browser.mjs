import { findChromium } from '../../../apps/e2e/src/find-chromium.ts';
import { startChild } from '../child.mjs';
import { tempFolder } from '../temp-folder.mjs';
import { ARGUMENTS, cpuByKind } from './browser.mjs';

const LISTENING = 'DevTools listening on ';

/**
 * A Chromium that is driven without Playwright: that makes every page believe that it is seen, whatever stands in front of it.
 * What is hidden here is hidden as it is on a desk.
 */
export async function openPlainBrowser() {
  let listening;
  const address = new Promise((resolve) => (listening = resolve));
  const child = startChild({
    command: await findChromium(),
    args: [
      '--headless',
      '--remote-debugging-port=0',
      `--user-data-dir=${tempFolder()}`,
      '--window-size=1440,900',
      ...ARGUMENTS,
    ],
    onLine: (line) => line.startsWith(LISTENING) && listening(line.slice(LISTENING.length)),
  });
  const found = await Promise.race([address, child.ended.then((how) => Promise.reject(new Error(`Chromium: ${how}`)))]);
  const connection = await connect(found);
  return {
    cpu: () => cpuByKind(connection),
    /** A tab in front of those that there are. */
    async newTab(url) {
      const { targetId } = await connection.send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true });
      // Answered when the page is there: before that nothing can be asked of it.
      await connection.send('Page.navigate', { url }, sessionId);
      return {
        show: () => connection.send('Target.activateTarget', { targetId }),
        /** What a function gives in the page. */
        async evaluate(func, argument) {
          const expression = `(${func})(${JSON.stringify(argument)})`;
          const params = { expression, awaitPromise: true, returnByValue: true };
          const { result, exceptionDetails } = await connection.send('Runtime.evaluate', params, sessionId);
          if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
          return result.value;
        },
      };
    },
    async close() {
      connection.close();
      await child.stop();
    },
  };
}

/** The DevTools protocol, as far as it is needed here. */
async function connect(address) {
  const socket = new globalThis.WebSocket(address);
  const answers = new Map();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    const answer = answers.get(id);
    answers.delete(id);
    if (error) answer?.reject(new Error(error.message));
    else answer?.resolve(result);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('Chromium takes no connection.')));
  });
  return {
    send(method, params = {}, sessionId = undefined) {
      const id = ++last;
      socket.send(JSON.stringify({ id, method, params, sessionId }));
      return new Promise((resolve, reject) => answers.set(id, { resolve, reject }));
    },
    close: () => socket.close(),
  };
}
