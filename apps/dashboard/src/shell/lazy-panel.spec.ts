import { Component } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { LazyPanel } from './lazy-panel';
import { LazyPart } from './lazy-part';

@Component({ template: '<button>Filter</button>' })
class Matrix {}

let server: FakeServer;
let fixture: ComponentFixture<LazyPanel>;
let isReachable: boolean;
let tries: number;

beforeEach(async () => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  [isReachable, tries] = [false, 0];
  fixture = TestBed.createComponent(LazyPanel);
  document.body.append(fixture.nativeElement as Element);
  const importMatrix = (): Promise<typeof Matrix> => {
    tries++;
    return isReachable ? Promise.resolve(Matrix) : Promise.reject(new TypeError('Failed to fetch'));
  };
  fixture.componentRef.setInput('part', new LazyPart(importMatrix));
  await server.open();
});

const text = (): string => textOf(fixture.nativeElement as Element);

async function tryAgain(): Promise<void> {
  const button = (fixture.nativeElement as Element).querySelector('button');
  button?.focus();
  button?.click();
  await server.settle();
}

it('says that it could not be loaded, and again where another try fails too', async () => {
  expect(text()).toBe('This part of the page could not be loaded. Try again');
  const alert = document.querySelector('[role=alert]');
  await tryAgain();
  expect([tries, text()]).toEqual([2, 'This part of the page could not be loaded. Try again']);
  expect(document.querySelector('[role=alert]')).not.toBe(alert);
  expect(textOf(document.activeElement)).toBe('Try again');
});

it('says that it is on its way', () => {
  const panel = TestBed.createComponent(LazyPanel);
  panel.componentRef.setInput('part', new LazyPart(() => new Promise<typeof Matrix>(() => undefined)));
  panel.detectChanges();
  expect(textOf((panel.nativeElement as Element).querySelector('[role=status]'))).toBe('Loading…');
});

it('is loaded when it is asked for again, and has the focus of the button that is gone', async () => {
  isReachable = true;
  await tryAgain();
  expect([text(), textOf(document.activeElement)]).toEqual(['Filter', 'Filter']);
});

it('is loaded by itself when the connection is back, and once', async () => {
  server.stream.connection({ status: 'reconnecting' });
  isReachable = true;
  server.stream.hello();
  await server.settle();
  expect([text(), document.activeElement]).toEqual(['Filter', document.body]);
  server.stream.connection({ status: 'reconnecting' });
  server.stream.hello();
  await server.settle();
  expect(tries).toBe(2);
});
