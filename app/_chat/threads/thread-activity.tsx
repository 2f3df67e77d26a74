"use client";

import { useTranslations } from "@/app/_i18n/use-translations";

type Props = { fresh: number; lastReplyAt: string | null; format: (time: string) => string };

/** How many replies of a thread are unread; without any, when the last reply was sent. */
export function ThreadActivity({ fresh, lastReplyAt, format }: Props) {
	const t = useTranslations("threads");
	if (fresh > 0)
		return (
			<span className="flex min-w-0 items-center gap-1.5 font-semibold text-ember-text">
				<span aria-hidden="true" className="dot size-2 shrink-0 rounded-full bg-ember-mark" />
				<span dir="auto" className="truncate">
					{t("fresh", { count: fresh })}
				</span>
			</span>
		);
	return (
		lastReplyAt && (
			<span dir="auto" suppressHydrationWarning className="truncate tabular-nums">
				{t("last", { time: format(lastReplyAt) })}
			</span>
		)
	);
}
