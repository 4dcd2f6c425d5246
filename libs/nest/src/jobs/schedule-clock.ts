import type { JobPlan } from './job-plan.ts';

/** Takes a turn of a schedule, whose time is in epoch milliseconds. Never rejects. */
export type TakeTurn = (plan: JobPlan, turn: number) => Promise<void>;

/** Says when it is whose turn. */
export abstract class ScheduleClock {
  /** From now on calls for each turn of these plans, and no others. */
  abstract start(plans: readonly JobPlan[], take: TakeTurn): Promise<void>;

  abstract stop(): Promise<void>;
}
