import { unreadNames } from './unread-names.ts';

describe('unreadNames', () => {
  const isUnread = unreadNames(new Set(['file', 'a/file']), ['closed', 'a/closed']);

  it.each(['file', 'a/file', 'closed/file', 'closed/b/c/file', 'a/closed/file'])('is true of %s', (name) => {
    expect(isUnread(name)).toBe(true);
  });

  it.each(['b/file', 'closed-too', 'closed-too/file', 'b/closed/file', 'a/b/closed/file', 'a', ''])(
    'is false of %j',
    (name) => {
      expect(isUnread(name)).toBe(false);
    },
  );

  it('is true of everything where the folder itself could not be read', () => {
    expect(['file', 'a/b'].map(unreadNames(new Set(), ['']))).toEqual([true, true]);
  });
});
