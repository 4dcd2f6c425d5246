import { hostEnvironment } from './environment.ts';

describe('hostEnvironment', () => {
  const listener = { online: jest.fn(), offline: jest.fn(), woke: jest.fn() };

  it('is online and silent where there is no browser', () => {
    const environment = hostEnvironment();
    expect(environment.isOnline()).toBe(true);
    expect(() => environment.watch(listener)()).not.toThrow();
  });

  it('hears of the network and of the page becoming visible, until it is told to stop', () => {
    const page = new EventTarget();
    const document = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
    const browser = {
      navigator: { onLine: false },
      document,
      addEventListener: page.addEventListener.bind(page),
      removeEventListener: page.removeEventListener.bind(page),
    };
    const environment = hostEnvironment(browser);
    expect(environment.isOnline()).toBe(false);
    const stop = environment.watch(listener);
    page.dispatchEvent(new Event('online'));
    page.dispatchEvent(new Event('offline'));
    document.dispatchEvent(new Event('visibilitychange'));
    expect([listener.online, listener.offline, listener.woke].map((heard) => heard.mock.calls.length)).toEqual([
      1, 1, 0,
    ]);
    document.visibilityState = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(listener.woke).toHaveBeenCalledTimes(1);

    stop();
    page.dispatchEvent(new Event('online'));
    page.dispatchEvent(new Event('offline'));
    document.dispatchEvent(new Event('visibilitychange'));
    expect([listener.online, listener.offline, listener.woke].map((heard) => heard.mock.calls.length)).toEqual([
      1, 1, 1,
    ]);
  });
});
