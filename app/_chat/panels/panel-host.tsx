"use client";

import type { ComponentType } from "react";
import type { ChannelFeed } from "@/app/_client/messages/channel-feed";
import type { Author, MemberChannel } from "@/lib/realtime/protocol";
import { MemberList, PinsPanel, SearchPanel, ThreadListPanel, ThreadPanel } from "../shell/lazy-components";
import type { PanelKind } from "./panel-url";
import type { OpenPanel } from "./use-panel";

/** What every panel is given. */
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

/** The panels there are. Each comes when it is first opened. */
const panels: Partial<Record<PanelKind, ComponentType<PanelProps & { fallback?: React.ReactNode }>>> = {
	members: MemberList,
	thread: ThreadPanel,
	threads: ThreadListPanel,
	search: SearchPanel,
	pins: PinsPanel,
};

const widths: Partial<Record<PanelKind, string>> = { members: "w-66", thread: "w-98", pins: "w-98", search: "w-105" };

export const hasPanelOf = (kind: PanelKind) => panels[kind] !== undefined;

export function Panel(props: PanelProps) {
	const { kind } = props.place;
	const Shown = panels[kind];
	// Its place is kept while it is on its way.
	const fallback = <div className={`${widths[kind] ?? "w-98"} border-s max-lg:hidden`} />;
	return Shown ? <Shown key={kind} {...props} fallback={fallback} /> : null;
}
