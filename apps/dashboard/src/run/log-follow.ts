import { computed, signal, type Signal } from '@angular/core';

/** What is known of a list when it is scrolled. In pixels. */
export interface ScrollPlace {
  readonly fromTop: number;
  readonly fromBottom: number;
}

/** Who is so near the end reads the end. In pixels. */
const NEAR_END = 30;

/** Whether the end of a log is followed: until somebody scrolls up, and again from the end on. */
export class LogFollow {
  readonly #leftAt = signal<number | undefined>(undefined);
  #fromTop = 0;

  readonly isFollowing = computed(() => this.#leftAt() === undefined);
  /** Lines written since the end was left. */
  readonly unread: Signal<number>;

  constructor(private readonly newest: Signal<number>) {
    this.unread = computed(() => {
      const leftAt = this.#leftAt();
      return leftAt === undefined ? 0 : Math.max(0, newest() - leftAt);
    });
  }

  scrolled({ fromTop, fromBottom }: ScrollPlace): void {
    const wentUp = fromTop < this.#fromTop - 1;
    this.#fromTop = fromTop;
    // The list may have grown since it was scrolled to its end: only who goes up leaves it.
    if (fromBottom < NEAR_END) this.follow();
    else if (wentUp) this.pause();
  }

  pause(): void {
    this.#leftAt.update((leftAt) => leftAt ?? this.newest());
  }

  follow(): void {
    this.#leftAt.set(undefined);
  }
}
