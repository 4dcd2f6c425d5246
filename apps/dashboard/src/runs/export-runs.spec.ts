import { RunsFile } from './export-runs';
import { aRun } from './testing/runs';

const name = (serverId: number): string => `app-0${serverId}`;

/** jsdom's Blob has no text(). */
function textOf(blob: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.readAsText(blob);
  });
}

it('writes a line for each run, with names and payloads', async () => {
  const file = new RunsFile('csv', name);
  file.add([aRun('a', 0, { by: { kind: 'person', name: 'Mira K.' }, result: { files: 3 } })]);
  file.add([aRun('b', 1, { state: 'failed', error: 'no "space",\nsorry' })]);
  const text = await textOf(file.toBlob());
  expect(text).toMatch(/^jobId,state,jobName,serverId,server,/);
  expect(text).toContain('a,completed,db-backup,1,app-01,');
  expect(text).toContain('person Mira K.,,0,,"{""files"":3}"\r\n');
  expect(text).toContain('"no ""space"",\nsorry"');
});

it('does not let a text pass for a formula', async () => {
  const file = new RunsFile('csv', name);
  file.add([aRun('a', 0, { state: 'failed', error: '=HYPERLINK("x")' })]);
  expect(await textOf(file.toBlob())).toContain(`"'=HYPERLINK(""x"")"`);
});

it('writes all fields as JSON, over several pages', async () => {
  const runs = [aRun('a', 0), aRun('b', 1), aRun('c', 2)];
  const file = new RunsFile('json', name);
  file.add(runs.slice(0, 2));
  file.add(runs.slice(2));
  expect(JSON.parse(await textOf(file.toBlob()))).toEqual(runs);
  expect(file.count).toBe(3);
  expect(JSON.parse(await textOf(new RunsFile('json', name).toBlob()))).toEqual([]);
});
