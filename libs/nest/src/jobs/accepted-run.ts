import { positionSchema } from '@jobwire/events';
import { z } from 'zod';

export const acceptedRunSchema = z.object({ jobId: z.string(), position: positionSchema }).meta({ id: 'AcceptedRun' });

/** A run and the position of its newest event so far: follow the stream from there. */
export type AcceptedRun = Readonly<z.infer<typeof acceptedRunSchema>>;
