/** The failed tests in what the test programs report, each as `{ name, why }`: the summary names them once more. */
import { stripVTControlCharacters } from 'node:util';

/** @param results What Jest writes with `--json`. */
export function failedInJest(results) {
  return results.testResults.flatMap(({ name: file, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length > 0) {
      return failed.map(({ fullName, failureMessages }) => ({ name: fullName, why: gist(failureMessages[0]) }));
    }
    return message ? [{ name: file, why: gist(message) }] : [];
  });
}

/** @param results What Playwright's `json` reporter writes. */
export function failedInPlaywright({ suites, errors }) {
  return [
    ...suites.flatMap(failedInSuite),
    ...errors.map(({ message }) => ({ name: 'Playwright', why: gist(message) })),
  ];
}

function failedInSuite({ suites = [], specs }) {
  const failed = specs
    .filter(({ ok }) => !ok)
    .map(({ title, file, line, tests }) => {
      const error = tests.flatMap(({ results }) => results.flatMap(({ errors }) => errors))[0];
      return { name: `${file}:${line} ${title}`, why: gist(error?.message) };
    });
  return [...failed, ...suites.flatMap(failedInSuite)];
}

/** @param event Of `test:fail`, which Node's test runner emits. */
export function failedInNode({ name, details: { error } }) {
  return { name, why: gist((error.cause ?? error).message) };
}

/** What fits under a name: the first lines, without colours. */
function gist(message = '') {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.slice(0, 6).map((line) => line.trimEnd().slice(0, 200));
}
