import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { tellEach } from './tell-each.ts';

const run = promisify(execFile);

describe('tellEach', () => {
  it('tells the others where a listener throws, and lets its error surface as an uncaught one', async () => {
    // In a process of its own: an uncaught error in this one is the test runner's.
    const program = `
      import { tellEach } from '${pathToFileURL(join(__dirname, 'tell-each.ts')).href}';
      process.on('uncaughtException', (error) => console.log('uncaught: ' + error.message));
      tellEach(new Set(['first', 'broken', 'last']), (listener) => {
        if (listener === 'broken') throw new Error('The listener is broken');
        console.log('told: ' + listener);
      });`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program]);
    expect(stdout.trim().split('\n')).toEqual(['told: first', 'told: last', 'uncaught: The listener is broken']);
  });

  it('does not tell who stopped to listen meanwhile, nor who has just begun', () => {
    const told: string[] = [];
    const listeners = new Set(['first', 'second', 'third']);
    tellEach(listeners, (listener) => {
      told.push(listener);
      listeners.delete('second');
      listeners.add('late');
    });
    expect(told).toEqual(['first', 'third']);
  });
});
