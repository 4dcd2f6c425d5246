import { isInterrupted, isOver, type JobRun } from '@jobwire/events';
import type { PageSection } from './section-tabs';

/** The sections of a run's page, in the order in which they stand there. */
export function sectionsOf(
  run: JobRun | undefined,
  { hasProgress, hasAnomalies }: { readonly hasProgress: boolean; readonly hasAnomalies: boolean },
): readonly PageSection[] {
  if (!run) return [];
  const all: (PageSection & { isThere: boolean })[] = [
    { id: 'error', word: $localize`Error`, isThere: run.error !== undefined && !isInterrupted(run) },
    { id: 'result', word: $localize`Result`, isThere: run.result !== undefined },
    { id: 'anomalies', word: $localize`Anomalies`, isThere: hasAnomalies },
    { id: 'progress', word: $localize`Progress`, isThere: hasProgress },
    { id: 'log', word: $localize`:Of a run|Noun:Log`, isThere: true },
    { id: 'timeline', word: $localize`:Of a run:Timeline`, isThere: true },
    { id: 'input', word: $localize`:What a run was given:Input`, isThere: true },
    { id: 'result', word: $localize`Result`, isThere: run.result === undefined && !isOver(run) },
  ];
  return all.filter(({ isThere }) => isThere).map(({ id, word }) => ({ id, word }));
}
