import { hostBrowser } from './tab-browser';

function aWindow(more: object = { BroadcastChannel: class {} }, navigator: object = { locks: {} }): Window {
  return Object.assign(new EventTarget(), { document: new EventTarget(), navigator, ...more }) as unknown as Window;
}

it('is not there where the browser has no locks or no channels, nor on a server', () => {
  expect(hostBrowser(aWindow())).toBeDefined();
  expect(hostBrowser(aWindow({}))).toBeUndefined();
  expect(hostBrowser(aWindow(undefined, {}))).toBeUndefined();
  expect(hostBrowser(null)).toBeUndefined();
});

it('tells when the page stops and goes on, until nobody wants to hear it', () => {
  const window = aWindow();
  const told: string[] = [];
  const unwatch = hostBrowser(window)?.watchPage({
    stops: () => told.push('stops'),
    goesOn: () => told.push('goes on'),
    isSeen: () => told.push('is seen'),
  });
  const happen = (): void => {
    for (const type of ['freeze', 'resume']) window.document.dispatchEvent(new Event(type));
    for (const type of ['pagehide', 'pageshow']) window.dispatchEvent(new Event(type));
  };
  happen();
  expect(told).toEqual(['stops', 'goes on', 'stops', 'goes on']);
  unwatch?.();
  happen();
  expect(told).toHaveLength(4);
});

it('tells when the page is seen again, and whether nobody sees it', () => {
  const window = aWindow();
  const browser = hostBrowser(window);
  const told: string[] = [];
  browser?.watchPage({ stops: () => {}, goesOn: () => {}, isSeen: () => told.push('is seen') });
  for (const hidden of [true, false]) {
    Object.assign(window.document, { hidden });
    window.document.dispatchEvent(new Event('visibilitychange'));
    expect([browser?.isHidden(), told.length]).toEqual([hidden, hidden ? 0 : 1]);
  }
});
