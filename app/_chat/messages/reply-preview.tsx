"use client";

import { CornerUpLeft } from "lucide-react";
import useSWR from "swr";
import { useBlockedUsers } from "@/app/_client/account/use-blocked-users";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazy } from "@/app/_ui/lazy";
import type { Message, MessagePage } from "@/lib/realtime/protocol";
import { useParser } from "../markdown/use-parser";
import { Face } from "../users/avatar-palettes";
import { MemberName } from "../users/member-name.lazy";
import { useMessageActions } from "./message-actions-context";
import { previewText } from "./preview-text";

const SystemText = lazy(() => import("./system-message-row").then((module) => module.SystemText));

type Props = { channelId: number; seq: number; original: Message | undefined };

const excerptLength = 200;

/** The message that a reply refers to. A click scrolls there. */
export function ReplyPreview({ channelId, seq, original }: Props) {
	const { jump } = useMessageActions();
	return (
		<button
			type="button"
			tabIndex={-1}
			onClick={() => jump(seq)}
			className="my-0.5 flex h-[1.125rem] max-w-full items-center gap-1.5 rounded-[1px] ps-[9px] text-meta text-text-muted shadow-[inset_2px_0_0_var(--line-strong)] hover:text-text max-md:h-6"
		>
			{original ? <Quoted message={original} /> : <FetchedQuote channelId={channelId} seq={seq} />}
		</button>
	);
}

function Quoted({ message }: { message: Message }) {
	useParser();
	const t = useTranslations("conversation");
	const people = useTranslations("people");
	const blocked = useBlockedUsers();
	const { author, deletedAt } = message;
	if (blocked.has(author.id))
		return (
			<span dir="auto" className="truncate">
				{people("quoteFolded")}
			</span>
		);
	if (deletedAt)
		return (
			<>
				<CornerUpLeft size="0.875rem" aria-hidden="true" className="shrink-0" />
				<span dir="auto" className="truncate">
					{t("originalDeleted")}
				</span>
			</>
		);
	return (
		<>
			<Face person={author} size={16} className="max-xs:hidden" />
			<b dir="auto" className="max-w-40 shrink-0 truncate font-semibold max-xs:max-w-24">
				<MemberName person={author} />
			</b>
			<span dir="auto" className="truncate">
				{message.system ? <SystemText message={message} /> : previewText(message, { length: excerptLength })}
			</span>
		</>
	);
}

/** The original is outside the window: loads this one message. */
function FetchedQuote({ channelId, seq }: { channelId: number; seq: number }) {
	const t = useTranslations("conversation");
	const { data } = useSWR<MessagePage>(`/api/channels/${channelId}/messages?around=${seq}&limit=1`, {
		revalidateIfStale: false,
		revalidateOnFocus: false,
		revalidateOnReconnect: false,
	});
	const original = data?.messages.find((message) => message.seq === seq);
	if (original) return <Quoted message={original} />;
	return (
		<span dir="auto" className="truncate">
			{t(data && seq < (data.firstSeq ?? 1) ? "originalDeleted" : "earlierMessage")}
		</span>
	);
}
