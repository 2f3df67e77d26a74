"use client";

import type { DateFormat } from "@/app/_client/date-format";
import { useDialogs } from "../shell/dialog-context";
import { Face } from "../users/avatar-palettes";
import type { MessageListRow } from "./list-rows";
import { PinnedMark } from "./pinned-mark";

type Props = { row: MessageListRow; clock: DateFormat };

/** Beside a message: the avatar of its author at the start of a group, else its time. */
export function MessageGutter({ row: { message, isGroupStart }, clock }: Props) {
	const { openProfile } = useDialogs();
	const time = clock.time(message.createdAt);
	if (!isGroupStart)
		return (
			<>
				<time
					aria-hidden="true"
					suppressHydrationWarning
					className="relative text-end text-badge leading-[1.375rem] whitespace-nowrap text-text-faint tabular-nums opacity-0 compact:leading-5 group-hover/row:opacity-100 group-focus-visible/row:opacity-100"
				>
					{time}
				</time>
				{message.pinnedAt && (
					<PinnedMark className="absolute start-10 top-[7px] group-hover/row:hidden group-focus-visible/row:hidden max-md:start-8" />
				)}
			</>
		);
	return (
		<>
			<time
				aria-hidden="true"
				suppressHydrationWarning
				className="hidden text-end text-badge leading-5 whitespace-nowrap text-text-faint tabular-nums compact:block"
			>
				{time}
			</time>
			{/* The button with the author's name does the same, and has a label. */}
			<button
				type="button"
				tabIndex={-1}
				aria-hidden="true"
				onClick={(event) => openProfile(message.author.username, event.currentTarget)}
				className="relative mt-0.5 size-9 self-start rounded-full compact:hidden max-md:after:absolute max-md:after:-inset-1"
			>
				<Face person={message.author} className="block" />
			</button>
		</>
	);
}
