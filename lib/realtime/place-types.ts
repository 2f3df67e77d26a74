/** The places of messages, as part of protocol.ts. */

/** The place of a message that is shown elsewhere; in a thread, with the thread's channel. */
export type MessagePlace = {
	serverId: number;
	serverName: string;
	channelId: number;
	channelName: string;
	parentSeq: number | null;
};
/** A position in a channel: that of a read marker or a message. */
export type ChannelPosition = { channelId: number; seq: number };
/** The place of an inbox item; in a thread, `channelId` is its channel's. */
export type InboxPlace = {
	serverId: number;
	serverName: string;
	channelId: number;
	channelName: string;
	private: boolean;
	thread: { channelId: number; parentSeq: number; excerpt: string } | null;
};
