"use client";

import { Trash2 } from "lucide-react";
import { memo } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { lazy } from "@/app/_ui/lazy";
import { AttachmentList } from "../attachments/attachment-list";
import { EchoNote, ThreadSummaryChip } from "../threads/thread-summary";
import { DateDivider } from "./date-divider";
import { DeliveryStatus } from "./delivery-status.lazy";
import { LinkPreviews } from "./link-previews";
import { MessageGutter } from "./message-gutter";
import { MessageHeader } from "./message-header";
import { type MessageRowProps, permissionsFor, rowClass } from "./message-row-props";
import { MessageText } from "./message-text";
import { Reactions } from "./reactions";
import { ReplyPreview } from "./reply-preview";
import { useAccessibleLabel } from "./use-accessible-label";

const CollapsedMessages = lazy(() => import("./collapsed-row").then((module) => module.CollapsedMessages));
const CollapsedRow = lazy(() => import("./collapsed-row").then((module) => module.CollapsedRow));
const MessageEditor = lazy(() => import("./message-editor").then((module) => module.MessageEditor));
const MessageToolbar = lazy(() => import("./message-toolbar").then((module) => module.MessageToolbar));
const SelectBox = lazy(() => import("./select-box").then((module) => module.SelectBox));
const PollCard = lazy(() => import("../polls/poll-card").then((module) => module.PollCard));
const SystemMessageRow = lazy(() => import("./system-message-row").then((module) => module.SystemMessageRow));

export const loadToolbar = MessageToolbar.load;

/** One place of the list: a date divider if a day begins here, then the message, if it takes any room. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
	const { row, shared } = props;
	const { clock, today } = shared;
	return (
		<>
			{(row.startsDay || row.isFirstUnread) && (
				<DateDivider
					day={row.startsDay ? clock.dayLabel(row.message.createdAt, today) : null}
					isNew={row.isFirstUnread}
					since={props.since}
				/>
			)}
			{row.isHidden ? null : row.folded && !row.folded.open && !row.folded.joined ? (
				<CollapsedRow
					rowKey={row.key}
					folded={row.folded}
					isCursor={props.isCursor}
					fallback={<div className="mt-2.5 h-8 compact:h-7 max-md:h-12 max-md:compact:h-11" />}
				/>
			) : row.message.system ? (
				<SystemMessageRow
					{...props}
					fallback={<div className="mt-1 h-7.5 compact:mt-0.5 compact:h-5 max-md:h-8 max-md:compact:h-6" />}
				/>
			) : (
				<MessageArticle {...props} />
			)}
		</>
	);
});

function MessageArticle(props: MessageRowProps) {
	const { row, shared, isEditing, isSelected } = props;
	const { clock, today } = shared;
	const t = useTranslations("conversation");
	const { message, isGroupStart } = row;
	const time = clock.short(message.createdAt, today, (at) => t("yesterdayAt", { time: at }));
	const gutter = <MessageGutter row={row} clock={clock} />;
	return (
		<article
			tabIndex={props.isCursor ? 0 : -1}
			data-row={row.key}
			data-mentions-me={row.mentionsMe || undefined}
			aria-label={useAccessibleLabel(row, time)}
			className={classNames(
				rowClass,
				isGroupStart && "mt-2.5 pt-1 compact:mt-1.5 compact:pt-0",
				row.apart && "mt-2.5 compact:mt-1.5",
				row.mentionsMe
					? "bg-ember-subtle shadow-[inset_3px_0_0_var(--ember-mark)] hover:bg-ember-subtle-hover"
					: "hover:bg-surface-hover",
				props.isFlashed && "animate-[flash_1.2s_ease-out]",
			)}
		>
			{row.folded && (
				<CollapsedMessages folded={row.folded} fallback={<div className="col-span-full h-7 max-md:h-11" />} />
			)}
			{isSelected === undefined ? gutter : <SelectBox row={row} isSelected={isSelected} fallback={gutter} />}
			<div className="min-w-0">
				{isGroupStart && (
					<MessageHeader message={message} time={props.isAlone ? time : clock.time(message.createdAt)} clock={clock} />
				)}
				<MessageBody {...props} />
			</div>
			{props.isActive && !row.outgoing && !isEditing && !message.deletedAt && (
				<MessageToolbar message={message} {...permissionsFor(message, shared)} onBusy={props.onBusy} />
			)}
		</article>
	);
}

/** Everything that belongs to a message, from the reply it answers to the thread about it. */
function MessageBody({ row, shared, original, isEditing }: MessageRowProps) {
	const { message, outgoing } = row;
	const { embeds, poll, thread } = message;
	const text = message.deletedAt ? <DeletedNote /> : <MessageText row={row} shared={shared} />;
	return (
		<>
			{message.echoOf && <EchoNote channelId={message.channelId} reply={message.echoOf} />}
			{message.replyTo !== null && (
				<ReplyPreview channelId={message.channelId} seq={message.replyTo} original={original} />
			)}
			{isEditing ? <MessageEditor message={message} fallback={<MessageText row={row} shared={shared} />} /> : text}
			{!message.deletedAt && message.attachments.length > 0 && <AttachmentList {...message} />}
			{embeds && !isEditing && <LinkPreviews message={message} canRemove={permissionsFor(message, shared).canDelete} />}
			{poll && (
				<PollCard message={message} poll={poll} fallback={<div style={{ height: 92 + 46 * poll.options.length }} />} />
			)}
			{outgoing && <DeliveryStatus item={outgoing} connected={shared.connected} />}
			<Reactions message={message} />
			{thread && thread.replies > 0 && (
				<ThreadSummaryChip seq={message.seq} thread={thread} clock={shared.clock} today={shared.today} />
			)}
		</>
	);
}

function DeletedNote() {
	const t = useTranslations("conversation");
	return (
		<p className="flex items-center gap-1.5 text-sm leading-[1.375rem] text-text-muted">
			<Trash2 size="0.875rem" aria-hidden="true" />
			{t("deleted")}
		</p>
	);
}
