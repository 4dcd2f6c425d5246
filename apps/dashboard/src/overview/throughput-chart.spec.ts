import { TestBed } from '@angular/core/testing';
import { textOf } from '../testing/fake-server';
import { ThroughputChart } from './throughput-chart';

it('has room for the numbers of its axis in a flood', () => {
  const fixture = TestBed.createComponent(ThroughputChart);
  fixture.componentRef.setInput('minutes', [{ from: 0, finished: 15_000, failed: 0 }]);
  fixture.detectChanges();
  const counts = (fixture.nativeElement as Element).querySelectorAll('.count');
  expect([...counts].map(textOf)).toEqual(['20k', '10k', '0']);
});
