"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { isAtHead, messageAt } from "@/app/_client/messages/channel-log";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Kbd } from "@/app/_ui/kbd";
import type { ConversationState } from "./use-conversation";

/** The buttons over the messages that jump to the first unread message above the screen and to the newest one. */
export function JumpButtons({ conversation, isNewAbove }: { conversation: ConversationState; isNewAbove: boolean }) {
	const { feed, readMarker, shared } = conversation;
	const { log } = feed.state;
	const { newSeq, unread, atBottom } = readMarker;
	const hasNewAbove = newSeq !== null && unread > 0 && isNewAbove;
	const lastRead = newSeq === null ? undefined : messageAt(log, newSeq - 1);
	return (
		<>
			{hasNewAbove && (
				<JumpToNewButton
					count={unread}
					since={lastRead ? shared.clock.time(lastRead.createdAt) : null}
					onJump={() => void feed.jump(newSeq)}
					onRead={readMarker.readAndLeave}
				/>
			)}
			{atBottom !== null && (!atBottom || !isAtHead(log)) && log.lastSeq > 0 && (
				<JumpToLatestButton count={unread} isAlone={!hasNewAbove} onJump={() => void feed.toNewest()} />
			)}
		</>
	);
}

type NewProps = { count: number; since: string | null; onJump: () => void; onRead: () => void };

const shape =
	"pointer-events-auto inline-flex h-8 max-w-full items-center rounded-md text-meta font-semibold shadow-floating max-md:h-11";

function JumpToNewButton({ count, since, onJump, onRead }: NewProps) {
	const t = useTranslations("conversation");
	return (
		<div className="pointer-events-none absolute inset-x-0 top-[calc(var(--under-banner,0px)+0.5rem)] z-2 flex justify-center px-4">
			<div className={`${shape} animate-pop overflow-hidden bg-ember text-ember-fg`}>
				<button
					type="button"
					onClick={onJump}
					className="ring-inward flex h-full min-w-0 items-center gap-2 px-3 hover:bg-ember-hover"
				>
					<ArrowUp size="0.875rem" aria-hidden="true" className="shrink-0" />
					<span dir="auto" className="truncate">
						{since ? t("newCountSince", { count, time: since }) : t("newCount", { count })}
					</span>
				</button>
				<span aria-hidden="true" className="h-4 w-px bg-current opacity-40" />
				<button
					type="button"
					onClick={onRead}
					className="ring-inward flex h-full shrink-0 items-center gap-1.5 px-3 hover:bg-ember-hover"
				>
					{t("markRead")}
					<span
						aria-hidden="true"
						className="rounded-xs border border-current px-1 text-badge opacity-80 max-md:hidden"
					>
						Esc
					</span>
				</button>
			</div>
		</div>
	);
}

/** The number and the key appear only once: on the upper button, if there is one. */
function JumpToLatestButton({ count, isAlone, onJump }: { count: number; isAlone: boolean; onJump: () => void }) {
	const t = useTranslations("conversation");
	return (
		<div className="pointer-events-none absolute inset-x-0 bottom-2 z-2 flex justify-center px-4">
			<button
				type="button"
				onClick={onJump}
				className={`${shape} animate-pop gap-2 border border-line-strong bg-overlay px-3 text-text hover:bg-selected`}
			>
				<ArrowDown size="0.875rem" aria-hidden="true" className="shrink-0" />
				{count > 0 && isAlone ? t("latestWithNew", { count }) : t("latest")}
				<span className={isAlone ? "max-md:hidden" : "hidden"}>
					<Kbd>Esc</Kbd>
				</span>
			</button>
		</div>
	);
}
