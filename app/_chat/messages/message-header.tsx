"use client";

import type { DateFormat } from "@/app/_client/date-format";
import type { Message } from "@/lib/realtime/protocol";
import { useDialogs } from "../shell/dialog-context";
import { MemberName, RoleTag } from "../users/member-name.lazy";
import { PinnedMark } from "./pinned-mark";

type Props = { message: Message; time: string; clock: DateFormat };

/** Author, time and the author's role, above the first message of a group. */
export function MessageHeader({ message, time, clock }: Props) {
	const { openProfile } = useDialogs();
	return (
		<header className="mb-px flex items-baseline gap-2 leading-5">
			<button
				type="button"
				tabIndex={-1}
				aria-haspopup="dialog"
				onClick={(event) => openProfile(message.author.username, event.currentTarget)}
				className="relative flex min-w-0 text-message font-bold tracking-[-0.005em] hover:underline max-md:after:absolute max-md:after:inset-x-0 max-md:after:-top-3.5 max-md:after:-bottom-2"
			>
				<span dir="auto" className="truncate">
					<MemberName person={message.author} />
				</span>
			</button>
			<time
				dateTime={message.createdAt}
				title={clock.full(message.createdAt)}
				suppressHydrationWarning
				className="shrink-0 text-xs text-text-faint tabular-nums compact:hidden"
			>
				{time}
			</time>
			{message.pinnedAt && <PinnedMark className="translate-y-px" />}
			<RoleTag userId={message.author.id} />
		</header>
	);
}
