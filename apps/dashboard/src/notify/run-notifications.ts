import { DOCUMENT, inject, Injectable, signal, type Signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { JobEvents } from '@jobwire/angular';
import type { JobEventType, StoredJobEvent } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { Kept, Notices } from '../shell';

const CHANNELS = ['system', 'page'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Tells when a run ends that somebody follows: by the system where it may, by a notice in the page otherwise. */
@Injectable({ providedIn: 'root' })
export class RunNotifications {
  readonly #fleet = inject(Fleet);
  readonly #notices = inject(Notices);
  readonly #router = inject(Router);
  readonly #window = inject(DOCUMENT).defaultView;
  readonly #followed = signal<ReadonlySet<string>>(new Set());

  readonly #channel = inject(Kept).choice('notifications', CHANNELS);
  readonly #isRefused = signal(this.#permission() === 'denied');

  /** How one wants to be told. */
  readonly channel: Signal<Channel> = this.#channel.asReadonly();
  /** Whether the browser lets nothing be shown by the system, as far as was seen: the page tells then. */
  readonly isRefused: Signal<boolean> = this.#isRefused.asReadonly();
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
    await this.#askForPermission();
  }

  /** A press as well: where the system is to tell, the browser is asked. */
  async tellBy(channel: Channel): Promise<void> {
    this.#channel.set(channel);
    await this.#askForPermission();
  }

  unfollow(jobId: string): void {
    this.#followed.update((followed) => new Set([...followed].filter((other) => other !== jobId)));
  }

  #ended({ type, jobId, jobName, serverId, ...event }: StoredJobEvent): void {
    if (jobId === undefined || !this.#followed().has(jobId)) return;
    this.unfollow(jobId);
    const title = describeEnd(type, jobName, this.#fleet.nameOf(serverId));
    const path = `/runs/${jobId}`;
    const { Notification } = this.#window ?? {};
    if (!Notification || this.#channel() === 'page' || this.#permission() !== 'granted') {
      return this.#notices.say(title, { label: $localize`:Verb:Open`, path });
    }
    const body = 'error' in event ? (event.error ?? '') : '';
    const notification = new Notification(title, { body, tag: jobId });
    notification.onclick = () => {
      this.#window?.focus();
      void this.#router.navigateByUrl(path);
    };
  }

  async #askForPermission(): Promise<void> {
    if (this.#channel() === 'system' && this.#permission() === 'default') {
      await this.#window?.Notification.requestPermission();
    }
    this.#isRefused.set(this.#permission() === 'denied');
  }

  /** `denied` too where there are none, as on a page without TLS. */
  #permission(): NotificationPermission {
    return this.#window?.Notification?.permission ?? 'denied';
  }
}

function describeEnd(type: JobEventType, job: string, server: string): string {
  switch (type) {
    case 'completed':
      return $localize`${job}:JOB: on ${server}:SERVER: is done`;
    case 'failed':
      return $localize`${job}:JOB: on ${server}:SERVER: failed`;
    case 'cancelled':
      return $localize`${job}:JOB: on ${server}:SERVER: was cancelled`;
    default:
      return $localize`${job}:JOB: on ${server}:SERVER: has ended`;
  }
}
