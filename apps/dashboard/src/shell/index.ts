/**
 * What almost every page uses, to be taken from here: each of these files that some pages took by itself would be one more request
 * for the first view.
 */
export { Appearance, CLOCKS, THEMES } from './appearance';
export { Dialogs } from './dialogs';
export { Kept } from './kept';
export { injectIsNarrow, injectMedia } from './media';
export { Notices } from './notices';
export { Person } from './person';
