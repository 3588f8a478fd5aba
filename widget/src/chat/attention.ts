const PREFIX = /^\(\d+\) /;

/** The count of unread messages before the page's title, whatever the page makes of its title meanwhile. */
export const showInTitle = (unread: number): void => {
  const bare = document.title.replace(PREFIX, '');
  const title = unread ? `(${unread}) ${bare}` : bare;
  if (title !== document.title) document.title = title;
};
