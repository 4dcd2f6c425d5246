import { DestroyRef, DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { Kept } from '../shell';

/** What to do by key, written as it is pressed: `g o` one after the other, `Shift+D`, `?`. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** The second key of two has to follow the first within so long. In milliseconds. */
const PAIR_MS = 1_500;

/** Where keys are text, or belong to what is open on top. */
const TAKEN = 'input, textarea, select, [contenteditable], [role=combobox], [role=dialog], [role=menu]';

/** Single keys that do something, outside of fields and dialogs. They can be switched off (WCAG 2.1.4). */
@Injectable({ providedIn: 'root' })
export class Shortcuts {
  readonly #document = inject(DOCUMENT);
  readonly #kept = inject(Kept);
  readonly #maps: KeyMap[] = [];
  readonly #isOn = signal(this.#kept.read('single-keys') !== 'off');
  #first: { key: string; at: number } | undefined;

  readonly areOn = this.#isOn.asReadonly();

  constructor() {
    const press = (event: KeyboardEvent): void => this.#press(event);
    this.#document.addEventListener('keydown', press);
    inject(DestroyRef).onDestroy(() => this.#document.removeEventListener('keydown', press));
  }

  turn(state: 'on' | 'off'): void {
    this.#isOn.set(state === 'on');
    this.#kept.write('single-keys', state);
  }

  /** What was added last is asked first. Returns the function that takes the keys away again. */
  add(keys: KeyMap): () => void {
    this.#maps.unshift(keys);
    return () => void this.#maps.splice(this.#maps.indexOf(keys), 1);
  }

  #press(event: KeyboardEvent): void {
    if (!this.#isOn() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as Element | null;
    if (target?.closest?.(TAKEN) || this.#document.querySelector('.cdk-overlay-container [role=dialog]')) return;
    const key = nameOf(event);
    const { key: before, at } = this.#first ?? {};
    const isPair = before !== undefined && performance.now() - (at ?? 0) < PAIR_MS;
    const action = (isPair ? this.#find(`${before} ${key}`) : undefined) ?? this.#find(key);
    this.#first = action ? undefined : { key, at: performance.now() };
    if (!action) return;
    event.preventDefault();
    action(event);
  }

  #find(key: string): KeyMap[string] | undefined {
    return this.#maps.find((map) => Object.hasOwn(map, key))?.[key];
  }
}

/** Keys that do something as long as the component is there. Call it in an injection context. */
export function injectShortcuts(keys: KeyMap): void {
  inject(DestroyRef).onDestroy(inject(Shortcuts).add(keys));
}

/** Letters in lower case, with Shift named; signs as they are typed. */
function nameOf({ key, shiftKey }: KeyboardEvent): string {
  const isLetter = /^\p{L}$/u.test(key);
  if (!isLetter) return key;
  return shiftKey ? `Shift+${key.toUpperCase()}` : key.toLowerCase();
}
