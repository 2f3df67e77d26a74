"use client";

import { Pin, Trash2 } from "lucide-react";
import { memo } from "react";
import type { DateFormat } from "@/app/_client/date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { lazy } from "@/app/_ui/lazy";
import { isolated } from "@/lib/markdown";
import type { Author, Message } from "@/lib/realtime/protocol";
import { AttachmentList } from "../attachments/attachment-list";
import { Markdown } from "../markdown/markdown";
import { textLanguage } from "../markdown/text-language";
import { useDialogs } from "../shell/dialog-context";
import { EchoNote, ThreadSummaryChip } from "../threads/thread-summary";
import { Face, PersonName } from "../users/avatar-palettes";
import { CollapsedMessages } from "./blocked-messages";
import { DateDivider } from "./date-divider";
import { DeliveryStatus } from "./delivery-status";
import { LinkPreviews } from "./link-previews";
import type { MessageListRow } from "./list-rows";
import { useMessageActions } from "./message-actions-context";
import { previewText } from "./preview-text";
import { Reactions } from "./reactions";
import { ReplyPreview } from "./reply-preview";

const MessageEditor = lazy(() => import("./message-editor").then((module) => module.MessageEditor));
const MessageToolbar = lazy(() => import("./message-toolbar").then((module) => module.MessageToolbar));
const PollCard = lazy(() => import("../polls/poll-card").then((module) => module.PollCard));

export type RowProps = {
	row: MessageListRow;
	clock: DateFormat;
	today: string;
	/** The time of the last read message, on the first unread row. */
	since: string | null;
	viewer: Author;
	canManage: boolean;
	original: Message | undefined;
	isActive: boolean;
	isEditing: boolean;
	isCursor: boolean;
	isFlashed: boolean;
	/** No other element shows the date. */
	isAlone?: boolean;
	connected: boolean;
	onBusy: (busy: boolean) => void;
};

const rowClass =
	"group/row relative grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 px-5 py-0.5 outline-none compact:grid-cols-[3.25rem_minmax(0,1fr)] compact:gap-x-2.5 compact:ps-3 compact:py-0 max-md:gap-x-2.5 max-md:px-3.5 focus-visible:rounded-md focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus!";

export const MessageRow = memo(function MessageRow(props: RowProps) {
	const { row, clock, today, since, viewer, original, isEditing, isCursor, isFlashed } = props;
	const t = useTranslations("conversation");
	const people = useTranslations("people");
	const { openProfile } = useDialogs();
	const { message, outgoing, isGroupStart: leads } = row;
	const divider = (row.startsDay || row.isFirstUnread) && (
		<DateDivider
			day={row.startsDay ? clock.dayLabel(message.createdAt, today) : null}
			isNew={row.isFirstUnread}
			since={since}
		/>
	);
	const hidden = useTranslations("richText")("spoiler");
	if (row.isHidden) return divider || null;
	if (row.folded && !row.folded.open)
		return (
			<>
				{divider}
				<article
					tabIndex={isCursor ? 0 : -1}
					data-row={row.key}
					aria-label={people("folded", { count: row.folded.seqs.length })}
					className={classNames(rowClass, "mt-2.5 hover:bg-surface-hover")}
				>
					<CollapsedMessages folded={row.folded} />
				</article>
			</>
		);

	const own = message.author.id === viewer.id;
	const time = clock.short(message.createdAt, today, (at) => t("yesterdayAt", { time: at }));
	return (
		<>
			{divider}
			<article
				tabIndex={isCursor ? 0 : -1}
				data-row={row.key}
				data-mentions-me={row.mentionsMe || undefined}
				aria-label={labelOf(props, time, t, hidden)}
				className={classNames(
					rowClass,
					leads && "mt-2.5 pt-1 compact:mt-1.5 compact:pt-0",
					row.apart && "mt-2.5 compact:mt-1.5",
					row.mentionsMe
						? "bg-ember-subtle shadow-[inset_3px_0_0_var(--ember-mark)] hover:bg-ember-subtle-hover"
						: "hover:bg-surface-hover",
					isFlashed && "animate-[flash_1.2s_ease-out]",
				)}
			>
				{row.folded && <CollapsedMessages folded={row.folded} />}
				{leads && (
					<time
						aria-hidden="true"
						suppressHydrationWarning
						className="hidden text-end text-badge leading-5 whitespace-nowrap text-text-faint tabular-nums compact:block"
					>
						{clock.time(message.createdAt)}
					</time>
				)}
				{leads ? (
					// The name beside it is the accessible button.
					<button
						type="button"
						tabIndex={-1}
						aria-hidden="true"
						onClick={(event) => openProfile(message.author.username, event.currentTarget)}
						className="relative mt-0.5 size-9 self-start rounded-full compact:hidden max-md:after:absolute max-md:after:-inset-1"
					>
						<Face person={message.author} className="block" />
					</button>
				) : (
					<time
						aria-hidden="true"
						suppressHydrationWarning
						className="relative text-end text-badge leading-[1.375rem] whitespace-nowrap text-text-faint tabular-nums opacity-0 compact:leading-5 group-hover/row:opacity-100 group-focus-visible/row:opacity-100"
					>
						{clock.time(message.createdAt)}
					</time>
				)}
				{message.pinnedAt && !leads && (
					<Pinned className="absolute start-10 top-[7px] group-hover/row:hidden group-focus-visible/row:hidden max-md:start-8" />
				)}
				<div className="min-w-0">
					{leads && (
						<header className="mb-px flex items-baseline gap-2 leading-5">
							<button
								type="button"
								tabIndex={-1}
								aria-haspopup="dialog"
								onClick={(event) => openProfile(message.author.username, event.currentTarget)}
								className="relative flex min-w-0 text-message font-bold tracking-[-0.005em] hover:underline max-md:after:absolute max-md:after:inset-x-0 max-md:after:-top-3.5 max-md:after:-bottom-2"
							>
								<span dir="auto" className="truncate">
									<PersonName person={message.author} />
								</span>
							</button>
							<time
								dateTime={message.createdAt}
								title={clock.full(message.createdAt)}
								suppressHydrationWarning
								className="shrink-0 text-xs text-text-faint tabular-nums compact:hidden"
							>
								{props.isAlone ? time : clock.time(message.createdAt)}
							</time>
							{message.pinnedAt && <Pinned className="translate-y-px" />}
						</header>
					)}
					{message.echoOf && <EchoNote channelId={message.channelId} reply={message.echoOf} />}
					{message.replyTo !== null && (
						<ReplyPreview channelId={message.channelId} seq={message.replyTo} original={original} />
					)}
					{isEditing ? (
						<MessageEditor message={message} fallback={<Body {...props} />} />
					) : message.deletedAt ? (
						<p className="flex items-center gap-1.5 text-sm leading-[1.375rem] text-text-muted">
							<Trash2 size="0.875rem" aria-hidden="true" />
							{t("deleted")}
						</p>
					) : (
						<Body {...props} />
					)}
					{!message.deletedAt && message.attachments.length > 0 && <AttachmentList {...message} />}
					{message.embeds && !isEditing && <LinkPreviews message={message} canRemove={own || props.canManage} />}
					{message.poll && (
						<PollCard
							message={message}
							poll={message.poll}
							fallback={<div style={{ height: 92 + 46 * message.poll.options.length }} />}
						/>
					)}
					{outgoing && <DeliveryStatus item={outgoing} connected={props.connected} />}
					<Reactions message={message} />
					{message.thread && message.thread.replies > 0 && (
						<ThreadSummaryChip seq={message.seq} thread={message.thread} clock={clock} today={today} />
					)}
				</div>
				{props.isActive && !outgoing && !isEditing && !message.deletedAt && (
					<MessageToolbar message={message} canEdit={own} canDelete={own || props.canManage} onBusy={props.onBusy} />
				)}
			</article>
		</>
	);
});

/** Beside the time; for screen readers it is in the row's label. */
function Pinned({ className }: { className: string }) {
	return <Pin size="0.75rem" aria-hidden="true" data-pinned className={`shrink-0 text-text-faint ${className}`} />;
}

function Body({ row: { message, outgoing }, clock, viewer, canManage, connected }: RowProps) {
	const t = useTranslations("conversation");
	const { show } = useMessageActions();
	const edited = message.editedAt;
	const when = edited && (
		<time dateTime={edited} title={clock.full(edited)} suppressHydrationWarning>
			{t("edited", { time: clock.time(edited) })}
		</time>
	);
	if (message.content === "" && !when) return null;
	return (
		<div
			dir="auto"
			lang={textLanguage(message.content)}
			className={classNames(
				"max-w-[76ch] text-message compact:leading-5 whitespace-pre-wrap wrap-anywhere max-md:text-base",
				// Only messages pending for more than a second are dimmed, so that fast ones never flicker.
				outgoing && !outgoing.failure && outgoing.seq === null && connected && "animate-[dim_200ms_1s_forwards]",
			)}
		>
			<Markdown content={message.content} mentions={message.mentions} username={viewer.username} />
			{/* A trailing space, so that the note can wrap to the next line. */}
			{when && <span className="whitespace-normal"> </span>}
			{when &&
				(canManage || message.author.id === viewer.id ? (
					<button
						type="button"
						tabIndex={-1}
						onClick={() => show("versions", message)}
						className={`${editedClass} underline decoration-dotted underline-offset-2 hover:text-text`}
					>
						{when}
					</button>
				) : (
					<span className={editedClass}>{when}</span>
				))}
		</div>
	);
}

const editedClass = "text-xs whitespace-nowrap text-text-faint";

/** The accessible label of a row, whether it shows its author or not. */
function labelOf(
	{ row: { message, mentionsMe } }: RowProps,
	time: string,
	t: ReturnType<typeof useTranslations<"conversation">>,
	hidden: string,
): string {
	const text = message.deletedAt ? t("deleted") : previewText(message, { hidden });
	const total = message.reactions.reduce((sum, { count }) => sum + count, 0);
	return [
		`${isolated(message.author.displayName)}, ${time}: ${isolated(text)}`,
		message.content !== "" && previewText({ ...message, content: "" }),
		total > 0 && t("spokenReactions", { count: total }),
		mentionsMe && t("spokenMention"),
		message.poll && t("spokenPoll"),
		message.pinnedAt && t("spokenPinned"),
		message.editedAt && t("spokenEdited"),
	]
		.filter(Boolean)
		.join(", ");
}
