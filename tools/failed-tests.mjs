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

/** @param results What Playwright's `json` reporter writes. With the tests that passed at the second try. */
export function failedInPlaywright({ suites, errors }) {
  return [
    ...suites.flatMap(failedInSuite),
    ...errors.map(({ message }) => ({ name: 'Playwright', why: gist(message) })),
  ];
}

function failedInSuite({ suites = [], specs }) {
  const failed = specs.flatMap(({ title, file, line, tests }) => {
    const name = `${file}:${line} ${title}`;
    return tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ status, results }) => {
        const error = results.flatMap(({ errors }) => errors)[0];
        return { name: status === 'flaky' ? `at the first try only: ${name}` : name, why: gist(error?.message) };
      });
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
