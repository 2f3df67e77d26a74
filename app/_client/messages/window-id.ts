/** The window of a channel, or of the thread of a message in it: their access is the same. */
export type WindowId = `${number}` | `${number}/${number}`;

export const isThread = (id: string) => id.includes("/");
export const channelIdOf = (id: string) => Number(id.split("/", 1)[0]);
/** Whether a window is the other one, or of a thread in that channel. */
export const isWithin = (id: WindowId, other: WindowId) => id === other || id.startsWith(`${other}/`);
