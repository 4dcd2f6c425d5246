import { CdkTrapFocus } from '@angular/cdk/a11y';
import { Component, computed, inject, type Signal } from '@angular/core';
import { Shortcuts } from '../keys/shortcuts';
import { RunNotifications } from '../notify/run-notifications';
import { Announcer } from './announcer';
import { Appearance } from './appearance';
import { PersonField } from './person-field';

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
  imports: [CdkTrapFocus, PersonField],
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
    setting(
      $localize`Colours`,
      { system: $localize`:Colours:As the system`, light: $localize`:Colours:Light`, dark: $localize`:Colours:Dark` },
      this.#appearance.theme,
      (theme) => this.#appearance.theme.set(theme),
    ),
    setting(
      $localize`:How close rows are:Density`,
      {
        compact: $localize`:How close rows are:Compact`,
        default: $localize`:How close rows are:Default`,
        roomy: $localize`:How close rows are:Roomy`,
      },
      this.#appearance.density,
      (density) => this.#appearance.choose(density),
    ),
    setting(
      $localize`:Of day:Times`,
      { local: $localize`Local time`, utc: $localize`:Time zone:UTC` },
      this.#appearance.clock,
      (clock) => this.#appearance.clock.set(clock),
    ),
    setting(
      $localize`Announcements, for screen readers`,
      {
        off: $localize`:A setting:Off`,
        failures: $localize`:Announcements:Failures only`,
        all: $localize`:Announcements:All`,
      },
      this.#announcer.wanted,
      (wanted) => this.#announcer.wanted.set(wanted),
    ),
    setting(
      $localize`Single-key shortcuts`,
      { on: $localize`:A setting:On`, off: $localize`:A setting:Off` },
      computed(() => (this.#shortcuts.areOn() ? 'on' : 'off')),
      (state) => this.#shortcuts.turn(state),
    ),
    setting(
      $localize`Notify me`,
      {
        system: $localize`:Where notifications show:By the system`,
        page: $localize`:Where notifications show:In the page`,
      },
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
