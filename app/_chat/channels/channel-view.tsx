"use client";

import { channelPath } from "@/app/_client/paths";
import "../conversation/conversation.css";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { windowCache } from "@/app/_client/messages/window-cache";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { afterFrames } from "@/app/_ui/after-frames";
import { lazy, preloadAll } from "@/app/_ui/lazy";
import type { Author, MemberChannel, MessagePage } from "@/lib/realtime/protocol";
import { ChannelPermissions } from "../conversation/channel-permissions";
import { Conversation } from "../conversation/conversation";
import { MentionContextProvider } from "../conversation/mention-context";
import { useConversation } from "../conversation/use-conversation";
import { KeepEarlyShortcut } from "../keyboard/early-shortcut";
import { ListStart, listStartHeight } from "../messages/list-start";
import type { ListStartProps } from "../messages/list-window";
import { MessageActionsContext } from "../messages/message-actions-context";
import { NewcomerSheet } from "../newcomer/newcomer-sheet.lazy";
import { Panel } from "../panels/panel-host";
import { togglePanel, usePanel, wide } from "../panels/use-panel";
import { useHeadingFocus } from "../shell/use-heading-focus";
import { replyInThread } from "../threads/thread-composer-focus";
import { ChannelHeader } from "./channel-header";
import { ChannelUnavailable } from "./channel-unavailable";

// It appears two seconds after the connection is lost at the earliest.
const ConnectionBanner = lazy(() =>
	import("../conversation/connection-banner").then((module) => module.ConnectionBanner),
);
const ConversationShortcuts = lazy(() =>
	import("../conversation/conversation-shortcuts").then((module) => module.ConversationShortcuts),
);

type Props = {
	server: { id: number; name: string; ownerId: number };
	channel: MemberChannel;
	viewer: Author;
	page: MessagePage;
	/** The message of a permalink. */
	target: number | null;
};

/** Runs as soon as no sheet lies over the composer, which is hidden until then and takes no focus. */
function onceUncovered(run: () => void): void {
	afterFrames(1, () => (document.querySelector("[data-sheet]") ? onceUncovered(run) : run()));
}

/** An open channel: its messages, the composer, and the panel beside it. */
export function ChannelView({ server, channel: loaded, viewer, page, target }: Props) {
	const t = useTranslations("conversation");
	const memberServer = useMemberServer(server.id);
	const channel = memberServer?.channels.find(({ id }) => id === loaded.id) ?? loaded;
	const { panel, isStacked, hasMembers, close: closePanel, closeMembers, toggleMembers } = usePanel();
	const pathOf = useCallback((seq: number) => channelPath(server.id, loaded.id, seq), [server.id, loaded.id]);
	const conversation = useConversation({
		server,
		permissions: channel.permissions,
		place: loaded,
		viewer,
		page,
		target,
		pathOf,
		thread: replyInThread,
	});
	const { readMarker, shared } = conversation;
	const { state, source } = conversation.feed;
	const { composer } = conversation.reply;
	const onCover = () => {
		const covers = panel !== null && !matchMedia(wide).matches;
		if (covers) closePanel();
		return covers;
	};
	useEffect(() => {
		if (state.closed) windowCache.delete(`${loaded.id}`);
		else windowCache.put(`${loaded.id}`, viewer.id, state.log);
	}, [loaded.id, viewer.id, state.log, state.closed]);
	const earlyShortcut = useRef<KeyboardEvent>(null);
	useHeadingFocus();
	// The app shell has fetched its data; this page brought more of it.
	useEffect(() => {
		const timer = setTimeout(preloadAll, 1500);
		return () => clearTimeout(timer);
	}, []);

	const start = useMemo(
		() => ({
			height: listStartHeight(),
			draw: (props: ListStartProps) => (
				<ListStart channel={channel} {...props} onWrite={() => composer.current?.focus()} />
			),
		}),
		[channel, composer],
	);
	const beside = { server, channel, viewer, feed: source };
	const upTo = state.log.messages.at(-1)?.createdAt;
	if (state.closed && state.closed !== "not_member")
		return <ChannelUnavailable server={server} channelId={loaded.id} />;
	return (
		<MentionContextProvider server={memberServer} channel={channel}>
			<ChannelPermissions value={channel.permissions}>
				<MessageActionsContext value={conversation.actions}>
					<div className="relative grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)_auto_auto] grid-rows-[auto_minmax(0,1fr)]">
						{/* Above conversation and panel, so that the pressed button stays under the pointer. */}
						<div className="col-span-3 min-w-0">
							<ChannelHeader
								channel={channel}
								serverName={server.name}
								panel={panel?.kind ?? null}
								hasMembers={hasMembers}
								onMembers={toggleMembers}
							/>
						</div>
						<ConversationShortcuts
							channel={channel}
							early={earlyShortcut}
							fallback={<KeepEarlyShortcut early={earlyShortcut} />}
							onEscape={readMarker.readAndLeave}
							onCover={onCover}
							onPanel={togglePanel}
							onType={(text) => composer.current?.type(text)}
						/>
						<section className="relative flex min-h-0 min-w-0 flex-col has-[[data-sheet]]:[&_[data-composer]]:invisible">
							<Conversation
								conversation={conversation}
								label={t("messagesIn", { channel: channel.name })}
								composerLabel={t("messageChannel", { channel: channel.name })}
								start={start}
								banner={<ConnectionBanner upTo={upTo ? shared.clock.time(upTo) : null} behind={state.behind} />}
								onEscape={readMarker.readAndLeave}
							/>
							{memberServer && (
								<NewcomerSheet server={memberServer} onDone={() => onceUncovered(() => composer.current?.focus())} />
							)}
						</section>
						{panel && <Panel {...beside} place={panel} isStacked={isStacked} onClose={closePanel} />}
						{hasMembers && panel?.kind === "thread" && (
							<Panel {...beside} place={{ kind: "members" }} isStacked={false} onClose={closeMembers} />
						)}
					</div>
				</MessageActionsContext>
			</ChannelPermissions>
		</MentionContextProvider>
	);
}
