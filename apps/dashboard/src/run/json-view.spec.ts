import { Clipboard } from '@angular/cdk/clipboard';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { provideFakeServer, textOf } from '../testing/fake-server';
import { JsonView } from './json-view';

const files = Array.from({ length: 120 }, (_, index) => ({ name: `file-${index}` }));

let fixture: ComponentFixture<JsonView>;

beforeEach(async () => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  fixture = TestBed.createComponent(JsonView);
  fixture.componentRef.setInput('name', 'result');
  fixture.componentRef.setInput('value', { path: '/srv', files });
  await fixture.whenStable();
});

const view = (): HTMLElement => fixture.nativeElement as HTMLElement;
const rows = (): HTMLElement[] => [...view().querySelectorAll<HTMLElement>('[role=treeitem]')];

it('is walked, opened and closed by keyboard, with one tab stop', async () => {
  document.body.append(view());
  const press = async (key: string): Promise<void> => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key }));
    await fixture.whenStable();
  };
  rows()[0]?.focus();
  await press('End');
  expect((document.activeElement as HTMLElement).dataset['id']).toBe('/files');
  expect(rows().filter(({ tabIndex }) => tabIndex === 0)).toEqual([document.activeElement]);
  await press('ArrowRight');
  expect([rows().length, document.activeElement?.getAttribute('aria-expanded')]).toEqual([54, 'true']);
  await press('ArrowLeft');
  expect(rows()).toHaveLength(3);
});

it('finds within, and says which of how many is shown', async () => {
  const field = view().querySelector<HTMLInputElement>('input[type=search]');
  if (field) field.value = 'file-11';
  field?.dispatchEvent(new Event('input'));
  await fixture.whenStable();
  expect(textOf(view().querySelector('.places'))).toBe('1 of 11');
  expect(textOf(view().querySelector('mark'))).toBe('file-11');
  field?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
  await fixture.whenStable();
  expect(view().querySelector<HTMLElement>('.current')?.dataset['id']).toBe('/files/110/name');
});

it('copies a path and a value', async () => {
  const copy = jest.spyOn(TestBed.inject(Clipboard), 'copy').mockReturnValue(true);
  for (const button of view().querySelectorAll<HTMLButtonElement>('[data-id="/path"] .copies button')) button.click();
  await fixture.whenStable();
  expect(copy.mock.calls).toEqual([['path'], ['/srv']]);
});

it('never runs what a result says', async () => {
  fixture.componentRef.setInput('value', { report: '<img src=x onerror=alert(1)>' });
  await fixture.whenStable();
  expect(view().querySelector('img')).toBeNull();
  expect(textOf(rows()[1])).toContain('<img src=x onerror=alert(1)>');
});
