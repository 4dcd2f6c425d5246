import { TestBed } from '@angular/core/testing';
import { FakeJobEventsConnection } from '@jobwire/angular/testing';
import { provideFakeServer, textOf } from '../testing/fake-server';
import { AsOf } from './as-of';

afterEach(() => localStorage.clear());

it('says up to when a panel is true, and nothing while it is live', () => {
  localStorage.setItem('jobwire.clock', 'utc');
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  const stream = TestBed.inject(FakeJobEventsConnection);
  const fixture = TestBed.createComponent(AsOf);
  const said = (): string => {
    TestBed.tick();
    return textOf(fixture.nativeElement as Element);
  };
  stream.hello();
  expect(said()).toBe('');
  stream.connection({ status: 'offline', lastHeardAt: Date.parse('2026-03-01T14:22:08Z') });
  expect(said()).toBe('as of 14:22:08');
  stream.hello();
  expect(said()).toBe('');
});
