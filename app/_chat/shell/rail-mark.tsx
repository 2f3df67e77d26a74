"use client";

import { useTranslations } from "@/app/_i18n/use-translations";

/** The mark of a tile: the number of what waits, or a dot for unread messages. */
export function RailMark({ count, unread }: { count: number; unread: boolean }) {
	const t = useTranslations("shell");
	if (count > 0)
		return (
			<span
				aria-hidden="true"
				className="absolute -top-[7px] -right-2 z-1 box-content grid h-[1.0625rem] min-w-[1.0625rem] place-items-center rounded-full border-2 border-canvas bg-ember px-1 text-badge leading-none font-bold text-ember-fg tabular-nums"
			>
				{count > 99 ? t("manyMentions") : count}
			</span>
		);
	return (
		unread && (
			<span
				aria-hidden="true"
				className="dot absolute -top-1 -right-1 z-1 size-3 rounded-full border-2 border-canvas bg-ember-mark"
			/>
		)
	);
}
