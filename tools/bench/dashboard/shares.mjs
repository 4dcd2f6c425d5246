/** How the machine's cores are shared while `work` is done: in cores, with what other programs take. */
export async function shareOfCores({ world, browser }, work) {
  const before = { ...world.cpu(), ...(await browser.cpu()) };
  const startedAt = performance.now();
  const result = await work();
  const wallMs = performance.now() - startedAt;
  const after = { ...world.cpu(), ...(await browser.cpu()) };
  const cores = Object.fromEntries(
    Object.entries(after).map(([name, ms]) => [name, Math.max(0, ms - (before[name] ?? 0)) / wallMs]),
  );
  const { machine, renderer = 0, jobServer, gateway, publisher, ...restOfBrowser } = cores;
  const otherBrowser = Object.values(restOfBrowser).reduce((sum, each) => sum + each, 0);
  const ours = renderer + otherBrowser + jobServer + gateway + publisher;
  return {
    result,
    cores: { renderer, otherBrowser, jobServer, gateway, publisher, others: Math.max(0, machine - ours) },
  };
}
