"use client";

import { CloudOff, Hash, Lock } from "lucide-react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { messageAt } from "@/app/_client/messages/channel-log";
import { usePendingMessages } from "@/app/_client/messages/use-pending-messages";
import { type CachedWindow, cachedWindow } from "@/app/_client/messages/window-cache";
import type { Opening } from "@/app/_client/navigation/navigation";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { MemberChannel } from "@/lib/realtime/protocol";
import { ConnectionBanner } from "../conversation/connection-banner";
import { MentionContextProvider } from "../conversation/mention-context";
import { useCollapsed } from "../messages/blocked-messages";
import { buildRows } from "../messages/list-rows";
import { ListStart } from "../messages/list-start";
import { type MessageActions, MessageActionsContext } from "../messages/message-actions-context";
import { MessageRow } from "../messages/message-row";
import { MessageSkeletons } from "../messages/message-skeletons";
import { StaticMessageList } from "../messages/static-message-list";
import { DrawerButton } from "./mobile-drawer";

/** A page that is loading: a channel shows its name and its cached messages at once, also without a connection. */
export function PendingPage({ opening }: { opening: Opening }) {
	const t = useTranslations("conversation");
	const { place, isWaiting } = opening;
	const server = useMemberServer(place?.serverId ?? null);
	const channel = server?.channels.find(({ id }) => id === place?.channelId);
	const viewer = useViewer();
	const kept = channel && viewer && place?.seq === null ? cachedWindow(channel.id, viewer.id) : null;
	const { clock } = useDateFormat();
	const newest = kept?.log.messages.at(-1)?.createdAt;
	const Icon = channel?.private ? Lock : Hash;
	return (
		<section aria-busy="true" className="flex min-h-0 min-w-0 flex-col">
			<header className="flex h-14 shrink-0 items-center gap-0.5 border-b px-1 md:h-13 md:gap-2 md:ps-5 md:pe-3">
				<DrawerButton />
				{channel && <Icon size="1.125rem" aria-hidden="true" className="shrink-0 text-text-faint max-md:hidden" />}
				<h1 dir="auto" className="min-w-0 truncate text-base leading-5 font-bold tracking-[-0.01em]">
					<span aria-hidden="true" className="text-text-faint md:hidden">
						{channel && !channel.private ? "# " : ""}
					</span>
					<bdi>{channel?.name}</bdi>
				</h1>
			</header>
			<div className="relative flex min-h-0 flex-1 flex-col">
				{isWaiting && <ConnectionBanner upTo={newest ? clock.time(newest) : null} behind={0} />}
				{kept && channel ? (
					<MentionContextProvider server={server} channel={channel} viewer={kept.viewer}>
						<MessageActionsContext value={noActions}>
							<KeptMessages channel={channel} kept={kept} />
						</MessageActionsContext>
					</MentionContextProvider>
				) : isWaiting ? (
					<p className="m-auto flex max-w-110 flex-col items-center gap-3 p-6 text-center text-message text-text-muted">
						<CloudOff size="1.75rem" strokeWidth={1.75} aria-hidden="true" />
						{t(channel ? "opensWhenBack" : "pageOpensWhenBack")}
					</p>
				) : (
					<MessageSkeletons />
				)}
			</div>
			{kept && isWaiting && (
				<p className="mx-5 mb-5 rounded-lg border bg-sunken px-3.5 py-3 text-text-muted max-md:mx-3 max-md:mb-3">
					{t("opensWhenBack")}
				</p>
			)}
		</section>
	);
}

/** The cached messages with pending ones. They have no actions until the page is loaded. */
function KeptMessages({ channel, kept: { viewer, log } }: { channel: MemberChannel; kept: CachedWindow }) {
	const t = useTranslations("conversation");
	const { clock, today } = useDateFormat();
	const outgoing = usePendingMessages(channel.id);
	const [folding] = useCollapsed();
	const rows = buildRows({ log, outgoing, viewer, clock, newSeq: null, folding });
	const shared = { clock, today, viewer, canManage: false, connected: false };
	return (
		<div inert className="flex min-h-0 flex-1 flex-col justify-end overflow-hidden [scrollbar-gutter:stable]">
			<StaticMessageList
				label={t("messagesIn", { channel: channel.name })}
				rows={rows}
				goal="end"
				start={<ListStart channel={channel} more failed={false} empty={false} onRetry={() => {}} />}
				end={<div className="h-3 shrink-0" />}
				renderRow={(row) => (
					<MessageRow
						row={row}
						shared={shared}
						since={null}
						original={row.message.replyTo === null ? undefined : messageAt(log, row.message.replyTo)}
						isActive={false}
						isEditing={false}
						isCursor={false}
						isFlashed={false}
						onBusy={() => {}}
					/>
				)}
			/>
		</div>
	);
}

const nothing = () => {};
const never = async () => {};
const noActions: MessageActions = {
	reply: nothing,
	thread: null,
	edit: nothing,
	save: never,
	askDelete: nothing,
	react: nothing,
	copyText: nothing,
	copyLink: nothing,
	copyThreadLink: nothing,
	markUnread: nothing,
	togglePin: nothing,
	toggleSaved: nothing,
	vote: never,
	endPoll: nothing,
	show: nothing,
	jump: nothing,
	retry: nothing,
	discard: nothing,
};
