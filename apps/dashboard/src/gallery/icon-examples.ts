import type { ConnectionDescription, IconState } from '@jobwire/angular';

/** Each mark with the word that always stands beside it. */
export const STATE_ICONS: readonly (readonly [state: IconState, word: string, tone?: 'live' | 'fail' | 'warn'])[] = [
  ['running', 'Running', 'live'],
  ['queued', 'Queued'],
  ['done', 'Done'],
  ['failed', 'Failed', 'fail'],
  ['cancelling', 'Cancelling'],
  ['cancelled', 'Cancelled'],
  ['stopped', 'Stopped'],
  ['never', 'Never run'],
  ['unknown', 'Unknown'],
  ['absent', 'Not on this server'],
  ['anomaly', 'Anomaly', 'warn'],
  ['acknowledged', 'Acknowledged'],
  ['low', 'Low', 'warn'],
  ['medium', 'Medium', 'warn'],
  ['high', 'High', 'warn'],
  ['critical', 'Critical', 'warn'],
];

export const CONNECTION_ICONS: readonly (readonly [icon: ConnectionDescription['icon'], word: string])[] = [
  ['live', 'Live'],
  ['trying', 'Connecting, reconnecting'],
  ['quiet', 'Quiet'],
  ['offline', 'Offline'],
  ['denied', 'Signed out, refused'],
];
