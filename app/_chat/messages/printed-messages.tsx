"use client";

import { type ReactNode, useEffect, useState } from "react";
import { flushSync } from "react-dom";
import type { ChannelFeed } from "@/app/_client/messages/channel-feed";
import { hasBefore } from "@/app/_client/messages/channel-log";
import type { MessageListRow } from "./list-rows";

/** Laying out several thousand rows takes a browser seconds, so paper begins this far back. */
const maxPrinted = 1000;

type Props = {
	feed: ChannelFeed;
	label: string;
	rows: readonly MessageListRow[];
	renderRow: (row: MessageListRow, index: number) => ReactNode;
};

/**
 * All loaded messages, while the page is being printed: the list on screen holds only those near the screen. The print
 * shortcut first loads earlier ones; a print from the browser's menu cannot, because the browser waits for nothing.
 */
export function PrintedMessages({ feed, label, rows, renderRow }: Props) {
	if (!usePrinting(feed)) return null;
	return (
		<section data-paper className="hidden">
			<h2>{label}</h2>
			<ol>
				{rows.map((row, index) => (
					<li key={row.key}>{renderRow(row, index)}</li>
				))}
			</ol>
		</section>
	);
}

function usePrinting(feed: ChannelFeed): boolean {
	const [isPrinting, setPrinting] = useState(false);
	useEffect(() => {
		const begin = () => flushSync(() => setPrinting(true));
		const end = () => setPrinting(false);
		const onKeyDown = (event: KeyboardEvent) => {
			if (event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
				return;
			event.preventDefault();
			void loadForPrint(feed).then(() => print());
		};
		addEventListener("beforeprint", begin);
		addEventListener("afterprint", end);
		addEventListener("keydown", onKeyDown);
		return () => {
			removeEventListener("beforeprint", begin);
			removeEventListener("afterprint", end);
			removeEventListener("keydown", onKeyDown);
		};
	}, [feed]);
	return isPrinting;
}

async function loadForPrint(feed: ChannelFeed): Promise<void> {
	for (;;) {
		const { log, older } = feed.getSnapshot();
		if (older === "failed" || !hasBefore(log) || log.messages.length >= maxPrinted) return;
		await feed.loadOlder();
		// Offline, or another load was under way: print what is there.
		if (feed.getSnapshot().log === log) return;
	}
}
