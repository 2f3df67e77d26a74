"use client";

import { type ReactNode, useLayoutEffect, useMemo, useRef } from "react";
import { useBlockedUsers } from "@/app/_client/account/use-blocked-users";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Author, Message } from "@/lib/realtime/protocol";
import { useMentionContext } from "../conversation/mention-context";
import { mentionsMe } from "../messages/mentions-me";
import { type MessageActions, MessageActionsContext } from "../messages/message-actions-context";
import { MessageRow } from "../messages/message-row";

type Props = {
	root: Message;
	viewer: Author;
	/** Actions on the parent apply in its channel. */
	actions: MessageActions;
	/** Reports its height when it is known and whenever it changes. */
	onHeight?: (height: number) => void;
	children?: ReactNode;
};

/** The parent message above its thread's replies. */
export function ThreadParent({ root, viewer, actions, onHeight, children }: Props) {
	const t = useTranslations("threads");
	const { clock, today } = useDateFormat();
	const box = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		const { current } = box;
		if (!current || !onHeight) return;
		const notify = () => onHeight(current.offsetHeight);
		notify();
		const observer = new ResizeObserver(notify);
		observer.observe(current);
		return () => observer.disconnect();
	}, [onHeight]);
	const shared = useMemo(
		() => ({ clock, today, viewer, canManage: false, canWrite: false, connected: true }),
		[clock, today, viewer],
	);
	const blocked = useBlockedUsers();
	const { ownHandles } = useMentionContext();
	const row = useMemo(() => {
		const { thread: _, ...message } = root;
		return {
			key: `root/${root.seq}`,
			message,
			outgoing: null,
			isHidden: false,
			isGroupStart: true,
			apart: false,
			startsDay: false,
			mentionsMe: mentionsMe(message, viewer, blocked, ownHandles),
			isFirstUnread: false,
			folded: null,
		};
	}, [root, viewer, blocked, ownHandles]);
	return (
		<section ref={box} aria-label={t("root")} className="shrink-0 pb-1">
			<MessageActionsContext value={actions}>
				<MessageRow
					row={row}
					shared={shared}
					since={null}
					original={undefined}
					isActive={false}
					isEditing={false}
					isCursor
					isFlashed={false}
					isAlone
					onBusy={nothing}
				/>
			</MessageActionsContext>
			{children}
		</section>
	);
}

const nothing = () => {};
