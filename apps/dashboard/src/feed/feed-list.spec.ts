import { TestBed } from '@angular/core/testing';
import { Appearance } from '../shell';
import { FeedList } from './feed-list';

afterEach(() => localStorage.clear());

it('has rows as high as was chosen', () => {
  const fixture = TestBed.createComponent(FeedList);
  fixture.componentRef.setInput('entries', []);
  fixture.componentRef.setInput('serverName', () => 'app-01');
  fixture.componentRef.setInput('startOf', () => undefined);
  const rowHeight = (): string | undefined => {
    TestBed.tick();
    const table = (fixture.nativeElement as Element).querySelector<HTMLElement>('[role=grid]');
    return table?.style.getPropertyValue('--row');
  };
  expect(rowHeight()).toBe('36px');
  TestBed.inject(Appearance).choose('compact');
  expect(rowHeight()).toBe('32px');
});
