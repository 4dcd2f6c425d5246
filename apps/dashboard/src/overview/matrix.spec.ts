import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { Router } from '@angular/router';
import { aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { Matrix } from './matrix';
import { NeedsAttention } from './needs-attention';
import { ViewChoice } from './view-choice';

let server: FakeServer;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: [...provideFakeServer(), ViewChoice] });
  server = new FakeServer();
  server
    .add(1, 'app-001', [aStatus('scan'), aStatus('backup')])
    .add(2, 'app-002', [aStatus('scan', { state: 'running', progress: { percent: 40 } })])
    .add(3, 'db-001', [
      aStatus('scan', { state: 'failed', lastError: 'ENOSPC', lastFinishedAt: '2026-03-01T14:00:00Z' }),
    ])
    .add(4, 'mail', [aStatus('scan')], { online: false });
});
afterEach(() => localStorage.clear());

const page = (fixture: ComponentFixture<unknown>): Element => fixture.nativeElement as Element;

describe('the matrix', () => {
  let fixture: ComponentFixture<Matrix>;
  const tiles = (): HTMLElement[] => [...page(fixture).querySelectorAll<HTMLElement>('[role=gridcell]')];
  const names = (): (string | null)[] => tiles().map((tile) => tile.getAttribute('aria-label'));
  const choose = async (filter: string): Promise<void> => {
    page(fixture).querySelector<HTMLInputElement>(`.filters input[value=${filter}]`)?.click();
    await server.settle();
  };

  beforeEach(async () => {
    fixture = TestBed.createComponent(Matrix);
    await server.open();
  });

  it('has a tile for each server at a place that its name gives, and says in words what it shows', () => {
    expect([...page(fixture).querySelectorAll('[role=rowheader]')].map(textOf)).toEqual(['app 2', 'db 1', 'others 1']);
    expect(names()).toEqual(['app-001: quiet', 'app-002: 1 running', 'db-001: 1 failed', 'mail: quiet']);
    expect(textOf(page(fixture).querySelector('.order'))).toBe('Bars, left to right: scan, backup');
  });

  it('changes in its place with each event', async () => {
    await server.publish({ type: 'started', jobName: 'backup', serverId: 1, jobId: 'b1' });
    expect(names()[0]).toBe('app-001: 1 running');
  });

  it('shows only servers that need attention, or run something, with their numbers', async () => {
    expect(textOf(page(fixture).querySelector('.filters'))).toContain('All 4 Attention 2 Running 1');
    await choose('attention');
    expect(names()).toEqual(['db-001: 1 failed', 'mail: quiet']);
    await choose('running');
    expect(names()).toEqual(['app-002: 1 running']);
  });

  it('is one stop of the Tab key; arrows go from tile to tile, and Enter shows the runs of a server', async () => {
    const navigate = jest.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    expect(tiles().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1, -1]);
    tiles()[0]?.focus();
    const press = (key: string) =>
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    press('ArrowRight');
    await server.settle();
    expect(document.activeElement).toBe(tiles()[1]);
    expect(tiles().map(({ tabIndex }) => tabIndex)).toEqual([-1, 0, -1, -1]);
    press('Home');
    expect(document.activeElement).toBe(tiles()[0]);
    press('End');
    expect(document.activeElement).toBe(tiles()[1]);
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', ctrlKey: true, bubbles: true }));
    expect(document.activeElement).toBe(tiles()[3]);
    press('Enter');
    expect(navigate).toHaveBeenCalledWith(['/runs'], { queryParams: { q: 'server:mail' } });
  });

  it('gives the focus to the next tile where one is filtered out under it', async () => {
    document.body.append(page(fixture));
    const on = (serverId: number) => ({ jobName: 'scan', serverId, jobId: `s${serverId}` });
    await server.publish({ type: 'started', ...on(2) }, { type: 'started', ...on(3) });
    await choose('running');
    tiles()[0]?.focus();
    await server.publish({ type: 'completed', ...on(2) });
    expect(names()).toEqual(['db-001: 1 running']);
    expect(document.activeElement).toBe(tiles()[0]);
  });

  it('opens the card of a tile that the pointer rests on', async () => {
    jest.useFakeTimers();
    tiles()[2]?.dispatchEvent(new Event('pointerenter'));
    jest.advanceTimersByTime(149);
    TestBed.tick();
    expect(document.querySelector('app-server-card')).toBeNull();
    jest.advanceTimersByTime(1);
    TestBed.tick();
    expect(textOf(document.querySelector('app-server-card'))).toContain(
      'db-001 online Enter shows its runs scan ENOSPC',
    );
    tiles()[2]?.dispatchEvent(new Event('pointerleave'));
    TestBed.tick();
    expect(document.querySelector('app-server-card')).toBeNull();
    jest.useRealTimers();
  });
});

describe('what needs attention', () => {
  it('is listed with why, newest first, and goes when it is seen to', async () => {
    const fixture = TestBed.createComponent(NeedsAttention);
    await server.open();
    await server.publish(
      { type: 'started', jobName: 'scan', serverId: 1, jobId: 's1' },
      { type: 'failed', jobName: 'scan', serverId: 1, jobId: 's1', error: 'EACCES' },
    );
    const lines = (): string[] => [...page(fixture).querySelectorAll('li')].map(textOf);
    expect(lines().map((line) => line.replace(/, (.* ago|just now)/, ''))).toEqual([
      'app-001 scan Failed EACCES',
      'db-001 scan Failed ENOSPC',
      'mail Offline',
    ]);
    await server.publish(
      { type: 'started', jobName: 'scan', serverId: 1, jobId: 's2' },
      { type: 'completed', jobName: 'scan', serverId: 1, jobId: 's2' },
    );
    expect(lines()).toHaveLength(2);
  });
});
