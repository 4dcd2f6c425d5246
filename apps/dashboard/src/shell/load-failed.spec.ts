import { Clipboard } from '@angular/cdk/clipboard';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { ApiProblem } from '@jobwire/angular';
import { FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { LoadFailed } from './load-failed';

let fixture: ComponentFixture<LoadFailed>;

async function open(status: number, detail: string): Promise<void> {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  fixture = TestBed.createComponent(LoadFailed);
  fixture.componentRef.setInput('what', 'Runs could not be loaded');
  fixture.componentRef.setInput('problem', new ApiProblem(detail, { status }));
  await new FakeServer().open();
}

const page = (): Element => fixture.nativeElement as Element;
const buttons = (): HTMLButtonElement[] => [...page().querySelectorAll('button')];

it('says what failed, why, and what is still true', async () => {
  await open(502, 'The job server does not answer.');
  expect(textOf(page())).toBe(
    'Runs could not be loaded The job server does not answer. The stream is still live. Try again Copy details',
  );
  expect(page().querySelector('jw-state-icon')?.getAttribute('data-state')).toBe('failed');
});

it('has a lock where one may not see it', async () => {
  await open(403, 'You may not see this server.');
  expect(page().querySelector('jw-state-icon')).toBeNull();
});

it('tries again, and copies what others need to know', async () => {
  await open(502, 'The job server does not answer.');
  const copy = jest.spyOn(TestBed.inject(Clipboard), 'copy').mockReturnValue(true);
  let tries = 0;
  fixture.componentInstance.again.subscribe(() => tries++);
  for (const button of buttons()) button.click();
  expect(tries).toBe(1);
  expect(copy.mock.calls[0]?.[0]).toMatch(/^Runs could not be loaded\nStatus: 502\nThe job server does not answer\.\n/);
});
