import { CdkTrapFocus } from '@angular/cdk/a11y';
import { Component, computed, inject, type Signal } from '@angular/core';
import { Shortcuts } from '../keys/shortcuts';
import { RunNotifications } from '../notify/run-notifications';
import { Announcer } from './announcer';
import { Appearance } from './appearance';

/** One of a few options, with their words. */
interface Setting {
  readonly title: string;
  readonly options: readonly string[];
  readonly words: Readonly<Record<string, string>>;
  readonly chosen: Signal<string>;
  readonly choose: (option: string) => void;
}

/** What one can choose about this page. It is kept in this browser. */
@Component({
  selector: 'app-settings-panel',
  imports: [CdkTrapFocus],
  templateUrl: './settings-panel.html',
  styleUrl: './settings-panel.css',
})
export class SettingsPanel {
  readonly #appearance = inject(Appearance);
  readonly #shortcuts = inject(Shortcuts);
  readonly #announcer = inject(Announcer);
  readonly #notifications = inject(RunNotifications);

  protected readonly isRefused = computed(
    () => this.#notifications.channel() === 'system' && this.#notifications.isRefused(),
  );
  protected readonly settings: readonly Setting[] = [
    setting('Colours', { system: 'As the system', light: 'Light', dark: 'Dark' }, this.#appearance.theme, (theme) =>
      this.#appearance.theme.set(theme),
    ),
    setting(
      'Density',
      { compact: 'Compact', default: 'Default', roomy: 'Roomy' },
      this.#appearance.density,
      (density) => this.#appearance.choose(density),
    ),
    setting('Times', { local: 'Local time', utc: 'UTC' }, this.#appearance.clock, (clock) =>
      this.#appearance.clock.set(clock),
    ),
    setting(
      'Announcements, for screen readers',
      { off: 'Off', failures: 'Failures only', all: 'All' },
      this.#announcer.wanted,
      (wanted) => this.#announcer.wanted.set(wanted),
    ),
    setting(
      'Single-key shortcuts',
      { on: 'On', off: 'Off' },
      computed(() => (this.#shortcuts.areOn() ? 'on' : 'off')),
      (state) => this.#shortcuts.turn(state),
    ),
    setting(
      'Notify me',
      { system: 'By the system', page: 'In the page' },
      this.#notifications.channel,
      (channel) => void this.#notifications.tellBy(channel),
    ),
  ];
}

function setting<Option extends string>(
  title: string,
  words: Readonly<Record<Option, string>>,
  chosen: Signal<Option>,
  choose: (option: Option) => void,
): Setting {
  return { title, options: Object.keys(words), words, chosen, choose: (option) => choose(option as Option) };
}
