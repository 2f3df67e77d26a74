import type { ChannelFeed } from "@/app/_client/messages/channel-feed";
import type { Author, MemberChannel } from "@/lib/realtime/protocol";
import type { OpenPanel } from "./use-panel";

export type PanelProps = {
	server: { id: number; name: string; ownerId: number };
	channel: MemberChannel;
	viewer: Author;
	/** The open channel as this tab knows it. */
	feed: ChannelFeed;
	place: OpenPanel;
	/** What lies under it can be returned to. */
	isStacked: boolean;
	onClose: () => void;
};
