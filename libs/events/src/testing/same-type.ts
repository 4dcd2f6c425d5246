/** `true` where the two types are the same, not only assignable to each other. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where the two types are the same: `sameType<A, B>(true)`. */
export declare function sameType<A, B>(are: Same<A, B>): void;
