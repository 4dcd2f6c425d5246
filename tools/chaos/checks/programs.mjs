/** Far above what either takes with a full window and a hundred clients. */
const MOST_KB = 400 * 1024;

/** The programs ended only when they were made to, and their memory stayed within sense. */
export function checkPrograms({ programs }) {
  return programs.flatMap(({ name, faults, peakKb }) => [
    ...faults.map((fault) => `${name} ${fault}`),
    ...(peakKb > MOST_KB ? [`${name} took ${Math.round(peakKb / 1024)} MiB of memory`] : []),
  ]);
}
