"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { Message } from "@/lib/realtime/protocol";
import { Markdown } from "../markdown/markdown";
import { textLanguage } from "../markdown/text-language";
import type { MessageListRow } from "./list-rows";
import { useMessageActions } from "./message-actions-context";
import { permissionsFor, type SharedRowProps } from "./message-row-props";

type Props = { row: MessageListRow; shared: SharedRowProps };

export function MessageText({ row: { message, outgoing }, shared }: Props) {
	if (message.content === "" && !message.editedAt) return null;
	return (
		<div
			dir="auto"
			lang={textLanguage(message.content)}
			className={classNames(
				"max-w-[76ch] text-message compact:leading-5 whitespace-pre-wrap wrap-anywhere max-md:text-base",
				// Dimmed only after a second, so that a fast send does not flicker.
				outgoing && !outgoing.failure && outgoing.seq === null && shared.connected && "animate-[dim_200ms_1s_forwards]",
			)}
		>
			<Markdown
				content={message.content}
				mentions={message.mentions}
				emoji={message.emoji}
				username={shared.viewer.username}
			/>
			{message.editedAt && (
				<>
					{/* A trailing space, so that the note can wrap to the next line. */}
					<span className="whitespace-normal"> </span>
					<EditedNote message={message} editedAt={message.editedAt} shared={shared} />
				</>
			)}
		</div>
	);
}

const editedClass = "text-xs whitespace-nowrap text-text-faint";

function EditedNote({ message, editedAt, shared }: { message: Message; editedAt: string; shared: SharedRowProps }) {
	const t = useTranslations("conversation");
	const { show } = useMessageActions();
	const { clock } = shared;
	const note = (
		<time dateTime={editedAt} title={clock.full(editedAt)} suppressHydrationWarning>
			{t("edited", { time: clock.time(editedAt) })}
		</time>
	);
	if (!permissionsFor(message, shared).canDelete) return <span className={editedClass}>{note}</span>;
	return (
		<button
			type="button"
			tabIndex={-1}
			onClick={() => show("versions", message)}
			className={`${editedClass} underline decoration-dotted underline-offset-2 hover:text-text`}
		>
			{note}
		</button>
	);
}
