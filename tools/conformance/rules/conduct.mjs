import { demand } from '../rule-broken.mjs';

const ofEveryStream = (title, kind) => ({
  title,
  isLast: true,
  async check({ deployment }) {
    const { conduct } = deployment;
    demand(conduct.messages > 0, 'no stream brought a message');
    const faults = conduct.faults(kind);
    demand(faults === undefined, faults);
  },
});

/** Looked at on every stream that the other rules opened. */
export const conductRules = [
  ofEveryStream('On every stream hello is first, and comes once', 'first'),
  ofEveryStream('On every stream ids strictly increase, and those of pings never go back', 'order'),
  ofEveryStream('On no stream is there event: error, or any but hello, job and ping', 'names'),
  ofEveryStream('On every stream data is JSON, and a job has its id as position', 'data'),
];
