/**
 * SWR options for what the document brings and the socket keeps up to date: it is loaded on every connect, so a component
 * that shows it does not load it too.
 */
export const onlyChanges = { revalidateIfStale: false } as const;
