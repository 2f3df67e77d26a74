"use client";

import { Info, PencilLine, Pin, UserPlus } from "lucide-react";
import { type ReactNode, useContext, useEffect } from "react";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { Author, Message } from "@/lib/realtime/protocol";
import { useDialogs } from "../shell/dialog-context";
import { MemberName } from "../users/member-name.lazy";
import { CollapseContext } from "./blocked-messages";
import { CollapsedMessages } from "./collapsed-row";
import { isFolded } from "./fold-joins";
import type { MessageListRow } from "./list-rows";
import { useMessageActions } from "./message-actions-context";
import { type MessageRowProps, permissionsFor, rowClass } from "./message-row-props";
import { MessageToolbar } from "./message-toolbar";
import { Reactions } from "./reactions";
import { SelectBox } from "./select-box";
import { systemTypeOf, useSystemText } from "./system-text";

const icons = { joined: UserPlus, pinned: Pin, renamed: PencilLine, unknown: Info };

/** A message that the server has written about its author, or about several users who joined one after the other. */
export function SystemMessageRow(props: MessageRowProps) {
	const { row, shared } = props;
	const { message, folded } = row;
	const { clock, today } = shared;
	const t = useTranslations("conversation");
	const short = clock.short(message.createdAt, today, (at) => t("yesterdayAt", { time: at }));
	const time = props.isAlone ? short : clock.time(message.createdAt);
	const [text, label] = useSentence(row);
	const toggle = useContext(CollapseContext);
	// The rows of a list that was built before this code was loaded are built again.
	useEffect(() => {
		if (!isFolded(row)) toggle([], true);
	}, [row, toggle]);
	const total = message.reactions.reduce((sum, { count }) => sum + count, 0);
	const Icon = icons[systemTypeOf(message.system?.type ?? "")];
	return (
		<article
			tabIndex={props.isCursor ? 0 : -1}
			data-row={row.key}
			aria-label={[`${label}, ${short}`, total > 0 && t("spokenReactions", { count: total })]
				.filter(Boolean)
				.join(", ")}
			className={classNames(
				rowClass,
				"mt-1 py-1 hover:bg-surface-hover compact:mt-0.5 compact:py-0",
				props.isFlashed && "animate-[flash_1.2s_ease-out]",
			)}
		>
			{folded && !folded.joined && <CollapsedMessages folded={folded} />}
			{props.isSelected === undefined ? (
				<span aria-hidden="true" className="grid h-[1.375rem] place-items-center text-text-faint compact:h-5">
					<Icon size="1rem" />
				</span>
			) : (
				<SelectBox row={row} isSelected={props.isSelected} />
			)}
			<div className="min-w-0">
				<p
					dir="auto"
					className="text-sm leading-[1.375rem] text-text-muted wrap-anywhere compact:leading-5 max-md:min-h-6"
				>
					{text}
					{folded?.joined && <Expander folded={folded} />}
					<time
						dateTime={message.createdAt}
						title={clock.full(message.createdAt)}
						suppressHydrationWarning
						className="ms-2 text-xs whitespace-nowrap text-text-faint tabular-nums"
					>
						{time}
					</time>
				</p>
				<Reactions message={message} />
			</div>
			{props.isActive && (!folded || folded.open) && (
				<MessageToolbar message={message} {...permissionsFor(message, shared)} onBusy={props.onBusy} />
			)}
		</article>
	);
}

/** Shows each of the users who joined in a row of their own. */
function Expander({ folded: { seqs, open } }: { folded: NonNullable<MessageListRow["folded"]> }) {
	const t = useTranslations("people");
	const toggle = useContext(CollapseContext);
	return (
		<button
			type="button"
			tabIndex={-1}
			aria-expanded={open}
			onClick={() => toggle(seqs, !open)}
			className="link relative ms-2 max-md:after:absolute max-md:after:-inset-x-2 max-md:after:-inset-y-3"
		>
			{open ? t("hide") : t("show")}
		</button>
	);
}

/** The sentence of the row, and the same as its accessible name. */
function useSentence({ message, folded }: MessageListRow): [text: ReactNode, label: string] {
	const t = useTranslations("systemMessages");
	const nameOf = useNameOf();
	const { jump } = useMessageActions();
	const { author, system } = message;
	const people = folded?.joined && !folded.open ? folded.joined.map((one) => one.author) : [author];
	const [first = author, second = author] = people;
	const type = systemTypeOf(system?.type ?? "");
	const key =
		type !== "joined" ? type : people.length === 1 ? "joinedOne" : people.length === 2 ? "joinedTwo" : "joinedMany";
	const values = {
		...{ first: nameOf(first), second: nameOf(second), count: people.length - 2 },
		...(system?.type === "renamed" ? { before: system.before, after: system.after } : { before: "", after: "" }),
	};
	const target = system?.type === "pinned" ? system.seq : null;
	const text = t.rich(key, {
		...values,
		a: () => <Name key="a" person={first} />,
		b: () => <Name key="b" person={second} />,
		m: (chunks) => (
			<button
				key="m"
				type="button"
				tabIndex={-1}
				onClick={() => target !== null && jump(target)}
				className="link relative max-md:after:absolute max-md:after:-inset-y-3 max-md:after:inset-x-0"
			>
				{chunks}
			</button>
		),
	});
	return [text, t.markup(key, { ...values, a: (name) => name, b: (name) => name, m: (words) => words })];
}

function Name({ person }: { person: Author }) {
	const { openProfile } = useDialogs();
	return (
		<button
			type="button"
			tabIndex={-1}
			aria-haspopup="dialog"
			onClick={(event) => openProfile(person.username, event.currentTarget)}
			className="max-w-64 truncate align-bottom font-semibold text-text hover:underline"
		>
			<bdi>
				<MemberName person={person} />
			</bdi>
		</button>
	);
}

/** In the quotation of a reply. */
export const SystemText = ({ message }: { message: Message }) => useSystemText()(message);
