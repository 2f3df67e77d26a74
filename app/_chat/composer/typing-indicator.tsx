"use client";

import type { ReactNode } from "react";
import { useBlockedUsers } from "@/app/_client/account/use-blocked-users";
import { useTypists } from "@/app/_client/messages/use-typing";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";

const name = (text: ReactNode) => (
	<b className="font-semibold text-text">
		<bdi>{text}</bdi>
	</b>
);

/** The users who are typing, without a live region. `children` are shown while nobody is. */
export function TypingIndicator({ channelId, children }: { channelId: number | null; children?: ReactNode }) {
	const t = useTranslations("conversation");
	const blocked = useBlockedUsers();
	const nameOf = useNameOf();
	const names = useTypists(channelId).flatMap((one) => (blocked.has(one.id) ? [] : [nameOf(one)]));
	const [first = "", second = "", third = ""] = names;
	if (names.length === 0) return children;
	return (
		<span className="flex items-center gap-1.5">
			<span aria-hidden="true" className="me-0.5 inline-flex shrink-0 gap-[3px]">
				{[1, 0.7, 0.4].map((opacity, place) => (
					<i
						key={opacity}
						className="size-[5px] animate-[breathe_1.2s_infinite_ease-in-out] rounded-full bg-ember-mark"
						style={{ opacity, animationDelay: `${place * 0.15}s` }}
					/>
				))}
			</span>
			<span dir="auto" className="min-w-0 truncate">
				{names.length === 1
					? t.rich("typingOne", { first, b: name })
					: names.length === 2
						? t.rich("typingTwo", { first, second, b: name })
						: names.length === 3
							? t.rich("typingThree", { first, second, third, b: name })
							: t("typingMany")}
			</span>
		</span>
	);
}
