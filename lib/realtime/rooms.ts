/** The rooms of events. Message bodies go to `channel` rooms alone, which only channel:open joins. */
export const room = {
	user: (id: number) => `user:${id}`,
	session: (id: string) => `session:${id}`,
	server: (id: number) => `server:${id}`,
	channel: (id: number) => `channel:${id}`,
};
