import { TestBed } from '@angular/core/testing';
import { Shortcuts } from './shortcuts';

let shortcuts: Shortcuts;
let done: string[];
const does = (what: string) => () => void done.push(what);

function press(key: string, { on = document.body, ...more }: { on?: Element } & KeyboardEventInit = {}): void {
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
}

beforeEach(() => {
  shortcuts = TestBed.inject(Shortcuts);
  done = [];
});
afterEach(() => {
  localStorage.clear();
  document.body.replaceChildren();
});

it('does what was added last for a key, until it is taken away', () => {
  shortcuts.add({ p: does('page') });
  const takeAway = shortcuts.add({ p: does('list') });
  press('p');
  takeAway();
  press('P', { shiftKey: false });
  press('x');
  expect(done).toEqual(['list', 'page']);
});

it('knows two keys one after the other, and Shift', () => {
  shortcuts.add({ 'g o': does('overview'), o: does('open'), 'Shift+D': does('dark'), '?': does('help') });
  press('g');
  press('o');
  press('o');
  press('D', { shiftKey: true });
  press('?', { shiftKey: true });
  expect(done).toEqual(['overview', 'open', 'dark', 'help']);
});

it('forgets the first of two after a while', () => {
  shortcuts.add({ 'g o': does('overview') });
  const now = jest.spyOn(performance, 'now').mockReturnValue(1_000);
  press('g');
  now.mockReturnValue(2_500);
  press('o');
  expect(done).toEqual([]);
  now.mockRestore();
});

it('leaves keys alone in fields and dialogs, and with Ctrl, Alt and Meta', () => {
  shortcuts.add({ p: does('pause') });
  const field = document.body.appendChild(document.createElement('input'));
  press('p', { on: field });
  press('p', { ctrlKey: true });
  press('p', { metaKey: true });
  press('p', { altKey: true });
  document.body.insertAdjacentHTML('beforeend', '<div class="cdk-overlay-container"><div role="dialog"></div></div>');
  press('p');
  expect(done).toEqual([]);
});

it('can be switched off, and stays so', () => {
  shortcuts.add({ p: does('pause') });
  shortcuts.turn('off');
  press('p');
  expect(done).toEqual([]);
  TestBed.resetTestingModule();
  expect(TestBed.inject(Shortcuts).areOn()).toBe(false);
  TestBed.inject(Shortcuts).turn('on');
  expect(localStorage.getItem('jobwire.single-keys')).toBe('on');
});
