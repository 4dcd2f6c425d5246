import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { Router } from '@angular/router';
import type { JobRun } from '@jobwire/events';
import { aJob, aStatus, FakeServer, provideFakeServer, textOf } from '../../testing/fake-server';
import { RunsPage } from '../runs-page';
import { answerFrom } from './runs';

/** The page in a window of 20 rows, over a server with the runs of the test. */
export class OpenRunsPage {
  readonly server: FakeServer;
  readonly fixture: ComponentFixture<RunsPage>;
  readonly router = TestBed.inject(Router);

  private constructor(public runs: readonly JobRun[]) {
    this.server = new FakeServer().add(1, 'app-01', [aStatus('db-backup')]);
    this.server.catalog = [aJob('db-backup'), aJob('sync')];
    this.server.runPage = answerFrom(() => this.runs);
    this.fixture = TestBed.createComponent(RunsPage);
    document.body.append(this.page);
  }

  static async open(runs: readonly JobRun[], url = '/'): Promise<OpenRunsPage> {
    Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, value: 753 });
    TestBed.configureTestingModule({ providers: provideFakeServer() });
    const router = TestBed.inject(Router);
    router.setUpLocationChangeListener();
    await router.navigateByUrl(url);
    const opened = new OpenRunsPage(runs);
    await opened.server.open();
    await opened.settle();
    return opened;
  }

  /** For `afterEach`. */
  static close(): void {
    Reflect.deleteProperty(HTMLElement.prototype, 'clientHeight');
    document.body.replaceChildren();
    localStorage.clear();
  }

  get page(): HTMLElement {
    return this.fixture.nativeElement as HTMLElement;
  }

  /** What goes on inside comes to rest: rows are drawn with the next frame. */
  async settle(): Promise<void> {
    await this.server.settle();
    await this.server.stream.frame();
    await this.server.stream.frame();
    await this.server.settle();
  }

  /** The row of a run. */
  row(jobId: string): HTMLElement {
    return this.find(`[data-run="${jobId}"]`);
  }

  find(selector: string): HTMLElement {
    const found = document.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`There is no ${selector}.`);
    return found;
  }

  all(selector: string): readonly HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>(selector)];
  }

  text(selector: string): string {
    return textOf(document.querySelector(selector));
  }

  button(name: string): HTMLButtonElement {
    const found = this.all('button').find(
      (button) => textOf(button) === name || button.getAttribute('aria-label') === name,
    );
    if (!found) throw new Error(`There is no button "${name}".`);
    return found as HTMLButtonElement;
  }

  async click(name: string): Promise<void> {
    this.button(name).click();
    await this.settle();
  }

  rows(): readonly string[] {
    return this.all('jw-runs-row').map(({ dataset }) => dataset['run'] ?? '');
  }

  async press(selector: string, key: string, more: KeyboardEventInit = {}): Promise<void> {
    this.find(selector).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
    await this.settle();
  }

  async type(text: string, key?: string): Promise<void> {
    const field = this.find('app-query-field input') as HTMLInputElement;
    field.focus();
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await this.settle();
    if (key) await this.press('app-query-field input', key);
  }
}
