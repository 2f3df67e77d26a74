"use client";

import { Hash, MessagesSquare } from "lucide-react";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useDateFormat } from "@/app/_client/use-date-format";
import { NamesOfServer } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { isolated } from "@/lib/markdown";
import type { SearchResult } from "@/lib/realtime/protocol";
import { AttachmentSummary } from "../attachments/attachment-summary";
import { useMentionContext } from "../conversation/mention-context";
import { useParser } from "../markdown/use-parser";
import { Face, PersonName } from "../users/avatar-palettes";
import { MemberName } from "../users/member-name";
import { excerptOf } from "./excerpt";

type Props = {
	id: string;
	result: SearchResult;
	isMarked: boolean;
	/** With several servers, each result names its own. */
	showServer: boolean;
	onJump: (result: SearchResult) => void;
};

export function SearchResultRow({ id, result, isMarked, showServer, onJump }: Props) {
	useParser();
	const t = useTranslations("search");
	const day = useTranslations("conversation");
	const { clock, today } = useDateFormat();
	const { message, channelName, thread, highlights } = result;
	const server = useMemberServer(result.serverId)?.name;
	// The colours of names are those of the open server.
	const Name = useMentionContext().serverId === result.serverId ? MemberName : PersonName;
	return (
		// The field keeps the focus and handles the keys.
		// biome-ignore lint/a11y/useKeyWithClickEvents: see above.
		// biome-ignore lint/a11y/useFocusableInteractive: see above.
		<div
			id={id}
			role="option"
			aria-selected={isMarked}
			onPointerDown={(event) => event.preventDefault()}
			onClick={() => onJump(result)}
			className={classNames(
				"relative cursor-pointer scroll-my-2 rounded-md px-2.5 py-2.5 hover:bg-surface-hover",
				isMarked &&
					"bg-surface-hover before:absolute before:inset-y-2 before:start-0 before:w-[3px] before:rounded-xs before:bg-focus",
			)}
		>
			<p className="flex min-w-0 items-center gap-1 text-xs text-text-muted">
				{thread ? (
					<MessagesSquare size="0.8125rem" aria-label={t("inThread")} className="shrink-0" />
				) : (
					<Hash size="0.8125rem" aria-hidden="true" className="shrink-0" />
				)}
				<span dir="auto" className="truncate">
					{showServer && server ? `${isolated(channelName)}, ${isolated(server)}` : channelName}
				</span>
				<span aria-hidden="true">·</span>
				<time dateTime={message.createdAt} title={clock.full(message.createdAt)} className="shrink-0">
					{clock.short(message.createdAt, today, (time) => day("yesterdayAt", { time }))}
				</time>
			</p>
			<NamesOfServer value={result.serverId}>
				<div className="mt-1.5 flex gap-2.5">
					<Face person={message.author} size={28} />
					<div className="min-w-0 flex-1">
						<p dir="auto" className="truncate text-sm font-semibold">
							<Name person={message.author} />
						</p>
						<p dir="auto" className="line-clamp-3 text-sm wrap-anywhere">
							{excerptOf(message.content, highlights).map(({ at, text, isMarked: found }) =>
								found ? (
									<mark key={at} className="rounded-[3px] font-semibold">
										{text}
									</mark>
								) : (
									text
								),
							)}
							{message.poll && message.content === "" && message.poll.question}
						</p>
						<AttachmentSummary attachments={message.attachments} />
					</div>
				</div>
			</NamesOfServer>
		</div>
	);
}
