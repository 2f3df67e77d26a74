import type { ChannelFeed } from "@/app/_client/messages/channel-feed";
import type { Author, MemberChannel } from "@/lib/realtime/protocol";
import type { OpenPanel } from "./use-panel";

export type PanelProps = {
	server: { id: number; name: string; ownerId: number };
	channel: MemberChannel;
	viewer: Author;
	/** The open channel's state in this tab. */
	feed: ChannelFeed;
	place: OpenPanel;
	/** Closing it returns to the panel below. */
	isStacked: boolean;
	onClose: () => void;
};
