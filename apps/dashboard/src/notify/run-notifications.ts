import { DOCUMENT, inject, Injectable, signal, type Signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { JobEvents } from '@jobwire/angular';
import type { JobEventType, StoredJobEvent } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { Notices } from '../shell/notices';

const WORDS: Partial<Record<JobEventType, string>> = {
  completed: 'is done',
  failed: 'failed',
  cancelled: 'was cancelled',
};

/** Tells when a run ends that somebody follows: by the system where it may, by a notice in the page otherwise. */
@Injectable({ providedIn: 'root' })
export class RunNotifications {
  readonly #fleet = inject(Fleet);
  readonly #notices = inject(Notices);
  readonly #router = inject(Router);
  readonly #window = inject(DOCUMENT).defaultView;
  readonly #followed = signal<ReadonlySet<string>>(new Set());

  /** The runs that are followed, by their ids. */
  readonly followed: Signal<ReadonlySet<string>> = this.#followed.asReadonly();

  constructor() {
    inject(JobEvents)
      .on({ type: ['completed', 'failed', 'cancelled'] })
      .pipe(takeUntilDestroyed())
      .subscribe((event) => this.#ended(event));
  }

  /** Asks for permission with the first run that is followed, never before. */
  async follow(jobId: string): Promise<void> {
    this.#followed.update((followed) => new Set([...followed, jobId]));
    const { Notification } = this.#window ?? {};
    if (Notification?.permission === 'default') await Notification.requestPermission();
  }

  unfollow(jobId: string): void {
    this.#followed.update((followed) => new Set([...followed].filter((other) => other !== jobId)));
  }

  #ended({ type, jobId, jobName, serverId, ...event }: StoredJobEvent): void {
    if (jobId === undefined || !this.#followed().has(jobId)) return;
    this.unfollow(jobId);
    const title = `${jobName} on ${this.#fleet.nameOf(serverId)} ${WORDS[type] ?? 'has ended'}`;
    const path = `/runs/${jobId}`;
    const { Notification } = this.#window ?? {};
    if (Notification?.permission !== 'granted') return this.#notices.say(title, { label: 'Open', path });
    const body = 'error' in event ? (event.error ?? '') : '';
    const notification = new Notification(title, { body, tag: jobId });
    notification.onclick = () => {
      this.#window?.focus();
      void this.#router.navigateByUrl(path);
    };
  }
}
