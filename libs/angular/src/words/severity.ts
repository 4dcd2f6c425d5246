import type { Severity } from '@jobwire/events';

/** How bad an anomaly is, in one word: "Critical". */
export function severityWord(severity: Severity): string {
  switch (severity) {
    case 'low':
      return $localize`:Severity of an anomaly:Low`;
    case 'medium':
      return $localize`:Severity of an anomaly:Medium`;
    case 'high':
      return $localize`:Severity of an anomaly:High`;
    case 'critical':
      return $localize`:Severity of an anomaly:Critical`;
  }
}
